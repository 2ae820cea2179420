import * as $protobuf from "protobufjs/minimal.js";
import Long = require("long");

/** Namespace tocsin. */
export namespace tocsin {

    /** Namespace federation. */
    namespace federation {

        /**
         * Properties of a FederationFetchRequest.
         * @deprecated Use tocsin.federation.FederationFetchRequest.$Properties instead.
         */
        interface IFederationFetchRequest extends tocsin.federation.FederationFetchRequest.$Properties {
        }

        /** Represents a FederationFetchRequest. */
        class FederationFetchRequest {

            /**
             * Constructs a new FederationFetchRequest.
             * @param [properties] Properties to set
             */
            constructor(properties?: tocsin.federation.FederationFetchRequest.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** FederationFetchRequest includeRegions. */
            includeRegions: string[];

            /** FederationFetchRequest excludeRegions. */
            excludeRegions: string[];

            /** FederationFetchRequest onlyTravelers. */
            onlyTravelers: boolean;

            /** FederationFetchRequest onlyLocalProvenance. */
            onlyLocalProvenance: boolean;

            /** FederationFetchRequest maxExposureKeys. */
            maxExposureKeys: number;

            /** FederationFetchRequest state. */
            state?: (tocsin.federation.FetchState.$Properties|null);

            /**
             * Encodes the specified FederationFetchRequest message. Does not implicitly {@link tocsin.federation.FederationFetchRequest.verify|verify} messages.
             * @param message FederationFetchRequest message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: tocsin.federation.FederationFetchRequest.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a FederationFetchRequest message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {tocsin.federation.FederationFetchRequest & tocsin.federation.FederationFetchRequest.$Shape} FederationFetchRequest
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): tocsin.federation.FederationFetchRequest & tocsin.federation.FederationFetchRequest.$Shape;
        }

        namespace FederationFetchRequest {

            /** Properties of a FederationFetchRequest. */
            interface $Properties {

                /** FederationFetchRequest includeRegions */
                includeRegions?: (string[]|null);

                /** FederationFetchRequest excludeRegions */
                excludeRegions?: (string[]|null);

                /** FederationFetchRequest onlyTravelers */
                onlyTravelers?: (boolean|null);

                /** FederationFetchRequest onlyLocalProvenance */
                onlyLocalProvenance?: (boolean|null);

                /** FederationFetchRequest maxExposureKeys */
                maxExposureKeys?: (number|null);

                /** FederationFetchRequest state */
                state?: (tocsin.federation.FetchState.$Properties|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a FederationFetchRequest. */
            type $Shape = tocsin.federation.FederationFetchRequest.$Properties;
        }

        /**
         * Properties of a FederationFetchResponse.
         * @deprecated Use tocsin.federation.FederationFetchResponse.$Properties instead.
         */
        interface IFederationFetchResponse extends tocsin.federation.FederationFetchResponse.$Properties {
        }

        /** Represents a FederationFetchResponse. */
        class FederationFetchResponse {

            /**
             * Constructs a new FederationFetchResponse.
             * @param [properties] Properties to set
             */
            constructor(properties?: tocsin.federation.FederationFetchResponse.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** FederationFetchResponse keys. */
            keys: tocsin.federation.ExposureKey.$Properties[];

            /** FederationFetchResponse revisedKeys. */
            revisedKeys: tocsin.federation.ExposureKey.$Properties[];

            /** FederationFetchResponse partialResponse. */
            partialResponse: boolean;

            /** FederationFetchResponse nextFetchState. */
            nextFetchState?: (tocsin.federation.FetchState.$Properties|null);

            /**
             * Encodes the specified FederationFetchResponse message. Does not implicitly {@link tocsin.federation.FederationFetchResponse.verify|verify} messages.
             * @param message FederationFetchResponse message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: tocsin.federation.FederationFetchResponse.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a FederationFetchResponse message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {tocsin.federation.FederationFetchResponse & tocsin.federation.FederationFetchResponse.$Shape} FederationFetchResponse
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): tocsin.federation.FederationFetchResponse & tocsin.federation.FederationFetchResponse.$Shape;
        }

        namespace FederationFetchResponse {

            /** Properties of a FederationFetchResponse. */
            interface $Properties {

                /** FederationFetchResponse keys */
                keys?: (tocsin.federation.ExposureKey.$Properties[]|null);

                /** FederationFetchResponse revisedKeys */
                revisedKeys?: (tocsin.federation.ExposureKey.$Properties[]|null);

                /** FederationFetchResponse partialResponse */
                partialResponse?: (boolean|null);

                /** FederationFetchResponse nextFetchState */
                nextFetchState?: (tocsin.federation.FetchState.$Properties|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a FederationFetchResponse. */
            type $Shape = tocsin.federation.FederationFetchResponse.$Properties;
        }

        /**
         * Properties of a FetchState.
         * @deprecated Use tocsin.federation.FetchState.$Properties instead.
         */
        interface IFetchState extends tocsin.federation.FetchState.$Properties {
        }

        /** Represents a FetchState. */
        class FetchState {

            /**
             * Constructs a new FetchState.
             * @param [properties] Properties to set
             */
            constructor(properties?: tocsin.federation.FetchState.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** FetchState keyCursor. */
            keyCursor?: (tocsin.federation.Cursor.$Properties|null);

            /** FetchState revisedKeyCursor. */
            revisedKeyCursor?: (tocsin.federation.Cursor.$Properties|null);

            /**
             * Encodes the specified FetchState message. Does not implicitly {@link tocsin.federation.FetchState.verify|verify} messages.
             * @param message FetchState message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: tocsin.federation.FetchState.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a FetchState message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {tocsin.federation.FetchState & tocsin.federation.FetchState.$Shape} FetchState
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): tocsin.federation.FetchState & tocsin.federation.FetchState.$Shape;
        }

        namespace FetchState {

            /** Properties of a FetchState. */
            interface $Properties {

                /** FetchState keyCursor */
                keyCursor?: (tocsin.federation.Cursor.$Properties|null);

                /** FetchState revisedKeyCursor */
                revisedKeyCursor?: (tocsin.federation.Cursor.$Properties|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a FetchState. */
            type $Shape = tocsin.federation.FetchState.$Properties;
        }

        /**
         * Properties of a Cursor.
         * @deprecated Use tocsin.federation.Cursor.$Properties instead.
         */
        interface ICursor extends tocsin.federation.Cursor.$Properties {
        }

        /** Represents a Cursor. */
        class Cursor {

            /**
             * Constructs a new Cursor.
             * @param [properties] Properties to set
             */
            constructor(properties?: tocsin.federation.Cursor.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Cursor timestamp. */
            timestamp: (number|Long);

            /** Cursor nextToken. */
            nextToken: string;

            /**
             * Encodes the specified Cursor message. Does not implicitly {@link tocsin.federation.Cursor.verify|verify} messages.
             * @param message Cursor message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: tocsin.federation.Cursor.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a Cursor message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {tocsin.federation.Cursor & tocsin.federation.Cursor.$Shape} Cursor
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): tocsin.federation.Cursor & tocsin.federation.Cursor.$Shape;
        }

        namespace Cursor {

            /** Properties of a Cursor. */
            interface $Properties {

                /** Cursor timestamp */
                timestamp?: (number|Long|null);

                /** Cursor nextToken */
                nextToken?: (string|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a Cursor. */
            type $Shape = tocsin.federation.Cursor.$Properties;
        }

        /**
         * Properties of an ExposureKey.
         * @deprecated Use tocsin.federation.ExposureKey.$Properties instead.
         */
        interface IExposureKey extends tocsin.federation.ExposureKey.$Properties {
        }

        /** Represents an ExposureKey. */
        class ExposureKey {

            /**
             * Constructs a new ExposureKey.
             * @param [properties] Properties to set
             */
            constructor(properties?: tocsin.federation.ExposureKey.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** ExposureKey exposureKey. */
            exposureKey: Uint8Array;

            /** ExposureKey transmissionRisk. */
            transmissionRisk: number;

            /** ExposureKey intervalNumber. */
            intervalNumber: number;

            /** ExposureKey intervalCount. */
            intervalCount: number;

            /** ExposureKey reportType. */
            reportType: tocsin.federation.ExposureKey.ReportType;

            /** ExposureKey daysSinceOnsetOfSymptoms. */
            daysSinceOnsetOfSymptoms: number;

            /** ExposureKey hasSymptomOnset. */
            hasSymptomOnset: boolean;

            /** ExposureKey traveler. */
            traveler: boolean;

            /** ExposureKey regions. */
            regions: string[];

            /**
             * Encodes the specified ExposureKey message. Does not implicitly {@link tocsin.federation.ExposureKey.verify|verify} messages.
             * @param message ExposureKey message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: tocsin.federation.ExposureKey.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes an ExposureKey message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {tocsin.federation.ExposureKey & tocsin.federation.ExposureKey.$Shape} ExposureKey
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): tocsin.federation.ExposureKey & tocsin.federation.ExposureKey.$Shape;
        }

        namespace ExposureKey {

            /** Properties of an ExposureKey. */
            interface $Properties {

                /** ExposureKey exposureKey */
                exposureKey?: (Uint8Array|null);

                /** ExposureKey transmissionRisk */
                transmissionRisk?: (number|null);

                /** ExposureKey intervalNumber */
                intervalNumber?: (number|null);

                /** ExposureKey intervalCount */
                intervalCount?: (number|null);

                /** ExposureKey reportType */
                reportType?: (tocsin.federation.ExposureKey.ReportType|null);

                /** ExposureKey daysSinceOnsetOfSymptoms */
                daysSinceOnsetOfSymptoms?: (number|null);

                /** ExposureKey hasSymptomOnset */
                hasSymptomOnset?: (boolean|null);

                /** ExposureKey traveler */
                traveler?: (boolean|null);

                /** ExposureKey regions */
                regions?: (string[]|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of an ExposureKey. */
            type $Shape = tocsin.federation.ExposureKey.$Properties;

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
