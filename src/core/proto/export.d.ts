import * as $protobuf from "protobufjs/minimal.js";
import Long = require("long");

/** Namespace tocsin. */
export namespace tocsin {

    /** Namespace exposure. */
    namespace exposure {

        /**
         * Properties of a TemporaryExposureKeyExport.
         * @deprecated Use tocsin.exposure.TemporaryExposureKeyExport.$Properties instead.
         */
        interface ITemporaryExposureKeyExport extends tocsin.exposure.TemporaryExposureKeyExport.$Properties {
        }

        /** Represents a TemporaryExposureKeyExport. */
        class TemporaryExposureKeyExport {

            /**
             * Constructs a new TemporaryExposureKeyExport.
             * @param [properties] Properties to set
             */
            constructor(properties?: tocsin.exposure.TemporaryExposureKeyExport.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** TemporaryExposureKeyExport startTimestamp. */
            startTimestamp: (number|Long);

            /** TemporaryExposureKeyExport endTimestamp. */
            endTimestamp: (number|Long);

            /** TemporaryExposureKeyExport region. */
            region: string;

            /** TemporaryExposureKeyExport batchNum. */
            batchNum: number;

            /** TemporaryExposureKeyExport batchSize. */
            batchSize: number;

            /** TemporaryExposureKeyExport signatureInfos. */
            signatureInfos: tocsin.exposure.SignatureInfo.$Properties[];

            /** TemporaryExposureKeyExport keys. */
            keys: tocsin.exposure.TemporaryExposureKey.$Properties[];

            /** TemporaryExposureKeyExport revisedKeys. */
            revisedKeys: tocsin.exposure.TemporaryExposureKey.$Properties[];

            /**
             * Encodes the specified TemporaryExposureKeyExport message. Does not implicitly {@link tocsin.exposure.TemporaryExposureKeyExport.verify|verify} messages.
             * @param message TemporaryExposureKeyExport message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: tocsin.exposure.TemporaryExposureKeyExport.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a TemporaryExposureKeyExport message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {tocsin.exposure.TemporaryExposureKeyExport & tocsin.exposure.TemporaryExposureKeyExport.$Shape} TemporaryExposureKeyExport
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): tocsin.exposure.TemporaryExposureKeyExport & tocsin.exposure.TemporaryExposureKeyExport.$Shape;
        }

        namespace TemporaryExposureKeyExport {

            /** Properties of a TemporaryExposureKeyExport. */
            interface $Properties {

                /** TemporaryExposureKeyExport startTimestamp */
                startTimestamp?: (number|Long|null);

                /** TemporaryExposureKeyExport endTimestamp */
                endTimestamp?: (number|Long|null);

                /** TemporaryExposureKeyExport region */
                region?: (string|null);

                /** TemporaryExposureKeyExport batchNum */
                batchNum?: (number|null);

                /** TemporaryExposureKeyExport batchSize */
                batchSize?: (number|null);

                /** TemporaryExposureKeyExport signatureInfos */
                signatureInfos?: (tocsin.exposure.SignatureInfo.$Properties[]|null);

                /** TemporaryExposureKeyExport keys */
                keys?: (tocsin.exposure.TemporaryExposureKey.$Properties[]|null);

                /** TemporaryExposureKeyExport revisedKeys */
                revisedKeys?: (tocsin.exposure.TemporaryExposureKey.$Properties[]|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a TemporaryExposureKeyExport. */
            type $Shape = tocsin.exposure.TemporaryExposureKeyExport.$Properties;
        }

        /**
         * Properties of a SignatureInfo.
         * @deprecated Use tocsin.exposure.SignatureInfo.$Properties instead.
         */
        interface ISignatureInfo extends tocsin.exposure.SignatureInfo.$Properties {
        }

        /** Represents a SignatureInfo. */
        class SignatureInfo {

            /**
             * Constructs a new SignatureInfo.
             * @param [properties] Properties to set
             */
            constructor(properties?: tocsin.exposure.SignatureInfo.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** SignatureInfo appBundleId. */
            appBundleId: string;

            /** SignatureInfo androidPackage. */
            androidPackage: string;

            /** SignatureInfo verificationKeyVersion. */
            verificationKeyVersion: string;

            /** SignatureInfo verificationKeyId. */
            verificationKeyId: string;

            /** SignatureInfo signatureAlgorithm. */
            signatureAlgorithm: string;

            /**
             * Encodes the specified SignatureInfo message. Does not implicitly {@link tocsin.exposure.SignatureInfo.verify|verify} messages.
             * @param message SignatureInfo message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: tocsin.exposure.SignatureInfo.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a SignatureInfo message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {tocsin.exposure.SignatureInfo & tocsin.exposure.SignatureInfo.$Shape} SignatureInfo
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): tocsin.exposure.SignatureInfo & tocsin.exposure.SignatureInfo.$Shape;
        }

        namespace SignatureInfo {

            /** Properties of a SignatureInfo. */
            interface $Properties {

                /** SignatureInfo appBundleId */
                appBundleId?: (string|null);

                /** SignatureInfo androidPackage */
                androidPackage?: (string|null);

                /** SignatureInfo verificationKeyVersion */
                verificationKeyVersion?: (string|null);

                /** SignatureInfo verificationKeyId */
                verificationKeyId?: (string|null);

                /** SignatureInfo signatureAlgorithm */
                signatureAlgorithm?: (string|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a SignatureInfo. */
            type $Shape = tocsin.exposure.SignatureInfo.$Properties;
        }

        /**
         * Properties of a TemporaryExposureKey.
         * @deprecated Use tocsin.exposure.TemporaryExposureKey.$Properties instead.
         */
        interface ITemporaryExposureKey extends tocsin.exposure.TemporaryExposureKey.$Properties {
        }

        /** Represents a TemporaryExposureKey. */
        class TemporaryExposureKey {

            /**
             * Constructs a new TemporaryExposureKey.
             * @param [properties] Properties to set
             */
            constructor(properties?: tocsin.exposure.TemporaryExposureKey.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** TemporaryExposureKey keyData. */
            keyData: Uint8Array;

            /** TemporaryExposureKey transmissionRiskLevel. */
            transmissionRiskLevel: number;

            /** TemporaryExposureKey rollingStartIntervalNumber. */
            rollingStartIntervalNumber: number;

            /** TemporaryExposureKey rollingPeriod. */
            rollingPeriod: number;

            /** TemporaryExposureKey reportType. */
            reportType: tocsin.exposure.TemporaryExposureKey.ReportType;

            /** TemporaryExposureKey daysSinceOnsetOfSymptoms. */
            daysSinceOnsetOfSymptoms: number;

            /** TemporaryExposureKey variantOfConcern. */
            variantOfConcern: tocsin.exposure.TemporaryExposureKey.VariantOfConcern;

            /**
             * Encodes the specified TemporaryExposureKey message. Does not implicitly {@link tocsin.exposure.TemporaryExposureKey.verify|verify} messages.
             * @param message TemporaryExposureKey message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: tocsin.exposure.TemporaryExposureKey.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a TemporaryExposureKey message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {tocsin.exposure.TemporaryExposureKey & tocsin.exposure.TemporaryExposureKey.$Shape} TemporaryExposureKey
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): tocsin.exposure.TemporaryExposureKey & tocsin.exposure.TemporaryExposureKey.$Shape;
        }

        namespace TemporaryExposureKey {

            /** Properties of a TemporaryExposureKey. */
            interface $Properties {

                /** TemporaryExposureKey keyData */
                keyData?: (Uint8Array|null);

                /** TemporaryExposureKey transmissionRiskLevel */
                transmissionRiskLevel?: (number|null);

                /** TemporaryExposureKey rollingStartIntervalNumber */
                rollingStartIntervalNumber?: (number|null);

                /** TemporaryExposureKey rollingPeriod */
                rollingPeriod?: (number|null);

                /** TemporaryExposureKey reportType */
                reportType?: (tocsin.exposure.TemporaryExposureKey.ReportType|null);

                /** TemporaryExposureKey daysSinceOnsetOfSymptoms */
                daysSinceOnsetOfSymptoms?: (number|null);

                /** TemporaryExposureKey variantOfConcern */
                variantOfConcern?: (tocsin.exposure.TemporaryExposureKey.VariantOfConcern|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a TemporaryExposureKey. */
            type $Shape = tocsin.exposure.TemporaryExposureKey.$Properties;

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

            /** VariantOfConcern enum. */
            enum VariantOfConcern {

                /** VARIANT_TYPE_UNKNOWN value */
                VARIANT_TYPE_UNKNOWN = 0,

                /** VARIANT_TYPE_1 value */
                VARIANT_TYPE_1 = 1,

                /** VARIANT_TYPE_2 value */
                VARIANT_TYPE_2 = 2,

                /** VARIANT_TYPE_3 value */
                VARIANT_TYPE_3 = 3,

                /** VARIANT_TYPE_4 value */
                VARIANT_TYPE_4 = 4
            }
        }

        /**
         * Properties of a TEKSignatureList.
         * @deprecated Use tocsin.exposure.TEKSignatureList.$Properties instead.
         */
        interface ITEKSignatureList extends tocsin.exposure.TEKSignatureList.$Properties {
        }

        /** Represents a TEKSignatureList. */
        class TEKSignatureList {

            /**
             * Constructs a new TEKSignatureList.
             * @param [properties] Properties to set
             */
            constructor(properties?: tocsin.exposure.TEKSignatureList.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** TEKSignatureList signatures. */
            signatures: tocsin.exposure.TEKSignature.$Properties[];

            /**
             * Encodes the specified TEKSignatureList message. Does not implicitly {@link tocsin.exposure.TEKSignatureList.verify|verify} messages.
             * @param message TEKSignatureList message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: tocsin.exposure.TEKSignatureList.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a TEKSignatureList message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {tocsin.exposure.TEKSignatureList & tocsin.exposure.TEKSignatureList.$Shape} TEKSignatureList
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): tocsin.exposure.TEKSignatureList & tocsin.exposure.TEKSignatureList.$Shape;
        }

        namespace TEKSignatureList {

            /** Properties of a TEKSignatureList. */
            interface $Properties {

                /** TEKSignatureList signatures */
                signatures?: (tocsin.exposure.TEKSignature.$Properties[]|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a TEKSignatureList. */
            type $Shape = tocsin.exposure.TEKSignatureList.$Properties;
        }

        /**
         * Properties of a TEKSignature.
         * @deprecated Use tocsin.exposure.TEKSignature.$Properties instead.
         */
        interface ITEKSignature extends tocsin.exposure.TEKSignature.$Properties {
        }

        /** Represents a TEKSignature. */
        class TEKSignature {

            /**
             * Constructs a new TEKSignature.
             * @param [properties] Properties to set
             */
            constructor(properties?: tocsin.exposure.TEKSignature.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** TEKSignature signatureInfo. */
            signatureInfo?: (tocsin.exposure.SignatureInfo.$Properties|null);

            /** TEKSignature batchNum. */
            batchNum: number;

            /** TEKSignature batchSize. */
            batchSize: number;

            /** TEKSignature signature. */
            signature: Uint8Array;

            /**
             * Encodes the specified TEKSignature message. Does not implicitly {@link tocsin.exposure.TEKSignature.verify|verify} messages.
             * @param message TEKSignature message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: tocsin.exposure.TEKSignature.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a TEKSignature message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {tocsin.exposure.TEKSignature & tocsin.exposure.TEKSignature.$Shape} TEKSignature
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): tocsin.exposure.TEKSignature & tocsin.exposure.TEKSignature.$Shape;
        }

        namespace TEKSignature {

            /** Properties of a TEKSignature. */
            interface $Properties {

                /** TEKSignature signatureInfo */
                signatureInfo?: (tocsin.exposure.SignatureInfo.$Properties|null);

                /** TEKSignature batchNum */
                batchNum?: (number|null);

                /** TEKSignature batchSize */
                batchSize?: (number|null);

                /** TEKSignature signature */
                signature?: (Uint8Array|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a TEKSignature. */
            type $Shape = tocsin.exposure.TEKSignature.$Properties;
        }
    }
}
