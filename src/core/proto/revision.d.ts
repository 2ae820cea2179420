import * as $protobuf from "protobufjs/minimal.js";
import Long = require("long");

/** Namespace tocsin. */
export namespace tocsin {

    /** Namespace revision. */
    namespace revision {

        /**
         * Properties of a RevisionToken.
         * @deprecated Use tocsin.revision.RevisionToken.$Properties instead.
         */
        interface IRevisionToken extends tocsin.revision.RevisionToken.$Properties {
        }

        /** Represents a RevisionToken. */
        class RevisionToken {

            /**
             * Constructs a new RevisionToken.
             * @param [properties] Properties to set
             */
            constructor(properties?: tocsin.revision.RevisionToken.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** RevisionToken kid. */
            kid: string;

            /** RevisionToken data. */
            data: Uint8Array;

            /**
             * Encodes the specified RevisionToken message. Does not implicitly {@link tocsin.revision.RevisionToken.verify|verify} messages.
             * @param message RevisionToken message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: tocsin.revision.RevisionToken.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a RevisionToken message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {tocsin.revision.RevisionToken & tocsin.revision.RevisionToken.$Shape} RevisionToken
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): tocsin.revision.RevisionToken & tocsin.revision.RevisionToken.$Shape;
        }

        namespace RevisionToken {

            /** Properties of a RevisionToken. */
            interface $Properties {

                /** RevisionToken kid */
                kid?: (string|null);

                /** RevisionToken data */
                data?: (Uint8Array|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a RevisionToken. */
            type $Shape = tocsin.revision.RevisionToken.$Properties;
        }

        /**
         * Properties of a RevisionTokenData.
         * @deprecated Use tocsin.revision.RevisionTokenData.$Properties instead.
         */
        interface IRevisionTokenData extends tocsin.revision.RevisionTokenData.$Properties {
        }

        /** Represents a RevisionTokenData. */
        class RevisionTokenData {

            /**
             * Constructs a new RevisionTokenData.
             * @param [properties] Properties to set
             */
            constructor(properties?: tocsin.revision.RevisionTokenData.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** RevisionTokenData revisableKeys. */
            revisableKeys: tocsin.revision.RevisableKey.$Properties[];

            /**
             * Encodes the specified RevisionTokenData message. Does not implicitly {@link tocsin.revision.RevisionTokenData.verify|verify} messages.
             * @param message RevisionTokenData message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: tocsin.revision.RevisionTokenData.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a RevisionTokenData message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {tocsin.revision.RevisionTokenData & tocsin.revision.RevisionTokenData.$Shape} RevisionTokenData
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): tocsin.revision.RevisionTokenData & tocsin.revision.RevisionTokenData.$Shape;
        }

        namespace RevisionTokenData {

            /** Properties of a RevisionTokenData. */
            interface $Properties {

                /** RevisionTokenData revisableKeys */
                revisableKeys?: (tocsin.revision.RevisableKey.$Properties[]|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a RevisionTokenData. */
            type $Shape = tocsin.revision.RevisionTokenData.$Properties;
        }

        /**
         * Properties of a RevisableKey.
         * @deprecated Use tocsin.revision.RevisableKey.$Properties instead.
         */
        interface IRevisableKey extends tocsin.revision.RevisableKey.$Properties {
        }

        /** Represents a RevisableKey. */
        class RevisableKey {

            /**
             * Constructs a new RevisableKey.
             * @param [properties] Properties to set
             */
            constructor(properties?: tocsin.revision.RevisableKey.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** RevisableKey temporaryExposureKey. */
            temporaryExposureKey: Uint8Array;

            /** RevisableKey intervalNumber. */
            intervalNumber: number;

            /** RevisableKey intervalCount. */
            intervalCount: number;

            /**
             * Encodes the specified RevisableKey message. Does not implicitly {@link tocsin.revision.RevisableKey.verify|verify} messages.
             * @param message RevisableKey message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: tocsin.revision.RevisableKey.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a RevisableKey message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {tocsin.revision.RevisableKey & tocsin.revision.RevisableKey.$Shape} RevisableKey
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): tocsin.revision.RevisableKey & tocsin.revision.RevisableKey.$Shape;
        }

        namespace RevisableKey {

            /** Properties of a RevisableKey. */
            interface $Properties {

                /** RevisableKey temporaryExposureKey */
                temporaryExposureKey?: (Uint8Array|null);

                /** RevisableKey intervalNumber */
                intervalNumber?: (number|null);

                /** RevisableKey intervalCount */
                intervalCount?: (number|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a RevisableKey. */
            type $Shape = tocsin.revision.RevisableKey.$Properties;
        }
    }
}
