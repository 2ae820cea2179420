import * as $protobuf from "protobufjs/minimal.js";
import Long = require("long");

/** Namespace tocsin. */
export namespace tocsin {

    /** Namespace efgs. */
    namespace efgs {

        /**
         * Properties of a DiagnosisKeyBatch.
         * @deprecated Use tocsin.efgs.DiagnosisKeyBatch.$Properties instead.
         */
        interface IDiagnosisKeyBatch extends tocsin.efgs.DiagnosisKeyBatch.$Properties {
        }

        /** Represents a DiagnosisKeyBatch. */
        class DiagnosisKeyBatch {

            /**
             * Constructs a new DiagnosisKeyBatch.
             * @param [properties] Properties to set
             */
            constructor(properties?: tocsin.efgs.DiagnosisKeyBatch.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** DiagnosisKeyBatch keys. */
            keys: tocsin.efgs.DiagnosisKey.$Properties[];

            /**
             * Encodes the specified DiagnosisKeyBatch message. Does not implicitly {@link tocsin.efgs.DiagnosisKeyBatch.verify|verify} messages.
             * @param message DiagnosisKeyBatch message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: tocsin.efgs.DiagnosisKeyBatch.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a DiagnosisKeyBatch message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {tocsin.efgs.DiagnosisKeyBatch & tocsin.efgs.DiagnosisKeyBatch.$Shape} DiagnosisKeyBatch
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): tocsin.efgs.DiagnosisKeyBatch & tocsin.efgs.DiagnosisKeyBatch.$Shape;
        }

        namespace DiagnosisKeyBatch {

            /** Properties of a DiagnosisKeyBatch. */
            interface $Properties {

                /** DiagnosisKeyBatch keys */
                keys?: (tocsin.efgs.DiagnosisKey.$Properties[]|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a DiagnosisKeyBatch. */
            type $Shape = tocsin.efgs.DiagnosisKeyBatch.$Properties;
        }

        /**
         * Properties of a DiagnosisKey.
         * @deprecated Use tocsin.efgs.DiagnosisKey.$Properties instead.
         */
        interface IDiagnosisKey extends tocsin.efgs.DiagnosisKey.$Properties {
        }

        /** Represents a DiagnosisKey. */
        class DiagnosisKey {

            /**
             * Constructs a new DiagnosisKey.
             * @param [properties] Properties to set
             */
            constructor(properties?: tocsin.efgs.DiagnosisKey.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** DiagnosisKey keyData. */
            keyData: Uint8Array;

            /** DiagnosisKey rollingStartIntervalNumber. */
            rollingStartIntervalNumber: number;

            /** DiagnosisKey rollingPeriod. */
            rollingPeriod: number;

            /** DiagnosisKey transmissionRiskLevel. */
            transmissionRiskLevel: number;

            /** DiagnosisKey visitedCountries. */
            visitedCountries: string[];

            /** DiagnosisKey origin. */
            origin: string;

            /** DiagnosisKey reportType. */
            reportType: tocsin.efgs.DiagnosisKey.ReportType;

            /** DiagnosisKey daysSinceOnsetOfSymptoms. */
            daysSinceOnsetOfSymptoms: number;

            /**
             * Encodes the specified DiagnosisKey message. Does not implicitly {@link tocsin.efgs.DiagnosisKey.verify|verify} messages.
             * @param message DiagnosisKey message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: tocsin.efgs.DiagnosisKey.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a DiagnosisKey message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {tocsin.efgs.DiagnosisKey & tocsin.efgs.DiagnosisKey.$Shape} DiagnosisKey
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): tocsin.efgs.DiagnosisKey & tocsin.efgs.DiagnosisKey.$Shape;
        }

        namespace DiagnosisKey {

            /** Properties of a DiagnosisKey. */
            interface $Properties {

                /** DiagnosisKey keyData */
                keyData?: (Uint8Array|null);

                /** DiagnosisKey rollingStartIntervalNumber */
                rollingStartIntervalNumber?: (number|null);

                /** DiagnosisKey rollingPeriod */
                rollingPeriod?: (number|null);

                /** DiagnosisKey transmissionRiskLevel */
                transmissionRiskLevel?: (number|null);

                /** DiagnosisKey visitedCountries */
                visitedCountries?: (string[]|null);

                /** DiagnosisKey origin */
                origin?: (string|null);

                /** DiagnosisKey reportType */
                reportType?: (tocsin.efgs.DiagnosisKey.ReportType|null);

                /** DiagnosisKey daysSinceOnsetOfSymptoms */
                daysSinceOnsetOfSymptoms?: (number|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a DiagnosisKey. */
            type $Shape = tocsin.efgs.DiagnosisKey.$Properties;

            /** ReportType enum. */
            enum ReportType {

                /** UNKNOWN value */
                UNKNOWN = 0,

                /** CONFIRMED_TEST value */
                CONFIRMED_TEST = 1,

                /** CONFIRMED_CLINICAL_DIAGNOSIS value */
                CONFIRMED_CLINICAL_DIAGNOSIS = 2,

                /** SELF_REPORT value */
                SELF_REPORT = 3,

                /** RECURSIVE value */
                RECURSIVE = 4,

                /** REVOKED value */
                REVOKED = 5
            }
        }
    }
}
