import * as $protobuf from "protobufjs/minimal.js";
import Long = require("long");

/** Namespace tocsin. */
export namespace tocsin {

    /** Namespace submission. */
    namespace submission {

        /**
         * Properties of a SubmissionPayload.
         * @deprecated Use tocsin.submission.SubmissionPayload.$Properties instead.
         */
        interface ISubmissionPayload extends tocsin.submission.SubmissionPayload.$Properties {
        }

        /** Represents a SubmissionPayload. */
        class SubmissionPayload {

            /**
             * Constructs a new SubmissionPayload.
             * @param [properties] Properties to set
             */
            constructor(properties?: tocsin.submission.SubmissionPayload.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** SubmissionPayload keys. */
            keys: tocsin.submission.SubmittedKey.$Properties[];

            /** SubmissionPayload requestPadding. */
            requestPadding: Uint8Array;

            /** SubmissionPayload visitedCountries. */
            visitedCountries: string[];

            /** SubmissionPayload origin. */
            origin: string;

            /** SubmissionPayload consentToFederation. */
            consentToFederation: boolean;

            /** SubmissionPayload checkIns. */
            checkIns: Uint8Array[];

            /** SubmissionPayload submissionType. */
            submissionType: tocsin.submission.SubmissionPayload.SubmissionType;

            /** SubmissionPayload checkInProtectedReports. */
            checkInProtectedReports: Uint8Array[];

            /**
             * Encodes the specified SubmissionPayload message. Does not implicitly {@link tocsin.submission.SubmissionPayload.verify|verify} messages.
             * @param message SubmissionPayload message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: tocsin.submission.SubmissionPayload.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a SubmissionPayload message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {tocsin.submission.SubmissionPayload & tocsin.submission.SubmissionPayload.$Shape} SubmissionPayload
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): tocsin.submission.SubmissionPayload & tocsin.submission.SubmissionPayload.$Shape;
        }

        namespace SubmissionPayload {

            /** Properties of a SubmissionPayload. */
            interface $Properties {

                /** SubmissionPayload keys */
                keys?: (tocsin.submission.SubmittedKey.$Properties[]|null);

                /** SubmissionPayload requestPadding */
                requestPadding?: (Uint8Array|null);

                /** SubmissionPayload visitedCountries */
                visitedCountries?: (string[]|null);

                /** SubmissionPayload origin */
                origin?: (string|null);

                /** SubmissionPayload consentToFederation */
                consentToFederation?: (boolean|null);

                /** SubmissionPayload checkIns */
                checkIns?: (Uint8Array[]|null);

                /** SubmissionPayload submissionType */
                submissionType?: (tocsin.submission.SubmissionPayload.SubmissionType|null);

                /** SubmissionPayload checkInProtectedReports */
                checkInProtectedReports?: (Uint8Array[]|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a SubmissionPayload. */
            type $Shape = tocsin.submission.SubmissionPayload.$Properties;

            /** SubmissionType enum. */
            enum SubmissionType {

                /** SUBMISSION_TYPE_PCR_TEST value */
                SUBMISSION_TYPE_PCR_TEST = 0,

                /** SUBMISSION_TYPE_RAPID_TEST value */
                SUBMISSION_TYPE_RAPID_TEST = 1,

                /** SUBMISSION_TYPE_HOST_WARNING value */
                SUBMISSION_TYPE_HOST_WARNING = 2,

                /** SUBMISSION_TYPE_SRS_SELF_TEST value */
                SUBMISSION_TYPE_SRS_SELF_TEST = 3,

                /** SUBMISSION_TYPE_SRS_REGISTERED_RAT value */
                SUBMISSION_TYPE_SRS_REGISTERED_RAT = 4,

                /** SUBMISSION_TYPE_SRS_UNREGISTERED_RAT value */
                SUBMISSION_TYPE_SRS_UNREGISTERED_RAT = 5,

                /** SUBMISSION_TYPE_SRS_REGISTERED_PCR value */
                SUBMISSION_TYPE_SRS_REGISTERED_PCR = 6,

                /** SUBMISSION_TYPE_SRS_UNREGISTERED_PCR value */
                SUBMISSION_TYPE_SRS_UNREGISTERED_PCR = 7,

                /** SUBMISSION_TYPE_SRS_RAPID_PCR value */
                SUBMISSION_TYPE_SRS_RAPID_PCR = 8,

                /** SUBMISSION_TYPE_SRS_OTHER value */
                SUBMISSION_TYPE_SRS_OTHER = 9
            }
        }

        /**
         * Properties of a SubmittedKey.
         * @deprecated Use tocsin.submission.SubmittedKey.$Properties instead.
         */
        interface ISubmittedKey extends tocsin.submission.SubmittedKey.$Properties {
        }

        /** Represents a SubmittedKey. */
        class SubmittedKey {

            /**
             * Constructs a new SubmittedKey.
             * @param [properties] Properties to set
             */
            constructor(properties?: tocsin.submission.SubmittedKey.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** SubmittedKey keyData. */
            keyData: Uint8Array;

            /** SubmittedKey transmissionRiskLevel. */
            transmissionRiskLevel: number;

            /** SubmittedKey rollingStartIntervalNumber. */
            rollingStartIntervalNumber: number;

            /** SubmittedKey rollingPeriod. */
            rollingPeriod: number;

            /** SubmittedKey daysSinceOnsetOfSymptoms. */
            daysSinceOnsetOfSymptoms: number;

            /**
             * Encodes the specified SubmittedKey message. Does not implicitly {@link tocsin.submission.SubmittedKey.verify|verify} messages.
             * @param message SubmittedKey message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: tocsin.submission.SubmittedKey.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a SubmittedKey message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {tocsin.submission.SubmittedKey & tocsin.submission.SubmittedKey.$Shape} SubmittedKey
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): tocsin.submission.SubmittedKey & tocsin.submission.SubmittedKey.$Shape;
        }

        namespace SubmittedKey {

            /** Properties of a SubmittedKey. */
            interface $Properties {

                /** SubmittedKey keyData */
                keyData?: (Uint8Array|null);

                /** SubmittedKey transmissionRiskLevel */
                transmissionRiskLevel?: (number|null);

                /** SubmittedKey rollingStartIntervalNumber */
                rollingStartIntervalNumber?: (number|null);

                /** SubmittedKey rollingPeriod */
                rollingPeriod?: (number|null);

                /** SubmittedKey daysSinceOnsetOfSymptoms */
                daysSinceOnsetOfSymptoms?: (number|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a SubmittedKey. */
            type $Shape = tocsin.submission.SubmittedKey.$Properties;
        }
    }
}
