/*eslint-disable block-scoped-var, id-length, no-control-regex, no-magic-numbers, no-mixed-operators, no-prototype-builtins, no-redeclare, no-shadow, no-var, sort-vars, default-case, jsdoc/require-param*/
import $protobuf from "protobufjs/minimal.js";

// Common aliases
const $Reader = $protobuf.Reader, $Writer = $protobuf.Writer, $util = $protobuf.util;
const $Object = $util.global.Object, $undefined = $util.global.undefined, $Error = $util.global.Error, $RangeError = $util.global.RangeError;

// Exported root namespace
const $root = $protobuf.roots["tocsin_revision"] || ($protobuf.roots["tocsin_revision"] = {});

export const tocsin = $root.tocsin = (() => {

    /**
     * Namespace tocsin.
     * @exports tocsin
     * @namespace
     */
    const tocsin = {};

    tocsin.revision = (function() {

        /**
         * Namespace revision.
         * @memberof tocsin
         * @namespace
         */
        const revision = {};

        revision.RevisionToken = (function() {

            /**
             * Properties of a RevisionToken.
             * @typedef {Object} tocsin.revision.RevisionToken.$Properties
             * @property {string|null} [kid] RevisionToken kid
             * @property {Uint8Array|null} [data] RevisionToken data
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a RevisionToken.
             * @memberof tocsin.revision
             * @interface IRevisionToken
             * @augments tocsin.revision.RevisionToken.$Properties
             * @deprecated Use tocsin.revision.RevisionToken.$Properties instead.
             */

            /**
             * Shape of a RevisionToken.
             * @typedef {tocsin.revision.RevisionToken.$Properties} tocsin.revision.RevisionToken.$Shape
             */

            /**
             * Constructs a new RevisionToken.
             * @memberof tocsin.revision
             * @classdesc Represents a RevisionToken.
             * @constructor
             * @param {tocsin.revision.RevisionToken.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const RevisionToken = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * RevisionToken kid.
             * @member {string} kid
             * @memberof tocsin.revision.RevisionToken
             * @instance
             */
            RevisionToken.prototype.kid = "";

            /**
             * RevisionToken data.
             * @member {Uint8Array} data
             * @memberof tocsin.revision.RevisionToken
             * @instance
             */
            RevisionToken.prototype.data = $util.newBuffer([]);

            /**
             * Encodes the specified RevisionToken message. Does not implicitly {@link tocsin.revision.RevisionToken.verify|verify} messages.
             * @function encode
             * @memberof tocsin.revision.RevisionToken
             * @static
             * @param {tocsin.revision.RevisionToken.$Properties} message RevisionToken message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            RevisionToken.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.kid != null && $Object.hasOwnProperty.call(message, "kid") && message.kid !== "")
                    writer.uint32(/* id 1, wireType 2 =*/10).string(message.kid);
                if (message.data != null && $Object.hasOwnProperty.call(message, "data") && message.data.length)
                    writer.uint32(/* id 2, wireType 2 =*/18).bytes(message.data);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a RevisionToken message from the specified reader or buffer.
             * @function decode
             * @memberof tocsin.revision.RevisionToken
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {tocsin.revision.RevisionToken & tocsin.revision.RevisionToken.$Shape} RevisionToken
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            RevisionToken.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.tocsin.revision.RevisionToken();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.kid = value;
                            else
                                delete message.kid;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.bytes()).length)
                                message.data = value;
                            else
                                delete message.data;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return RevisionToken;
        })();

        revision.RevisionTokenData = (function() {

            /**
             * Properties of a RevisionTokenData.
             * @typedef {Object} tocsin.revision.RevisionTokenData.$Properties
             * @property {Array.<tocsin.revision.RevisableKey.$Properties>|null} [revisableKeys] RevisionTokenData revisableKeys
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a RevisionTokenData.
             * @memberof tocsin.revision
             * @interface IRevisionTokenData
             * @augments tocsin.revision.RevisionTokenData.$Properties
             * @deprecated Use tocsin.revision.RevisionTokenData.$Properties instead.
             */

            /**
             * Shape of a RevisionTokenData.
             * @typedef {tocsin.revision.RevisionTokenData.$Properties} tocsin.revision.RevisionTokenData.$Shape
             */

            /**
             * Constructs a new RevisionTokenData.
             * @memberof tocsin.revision
             * @classdesc Represents a RevisionTokenData.
             * @constructor
             * @param {tocsin.revision.RevisionTokenData.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const RevisionTokenData = function (properties) {
                this.revisableKeys = [];
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * RevisionTokenData revisableKeys.
             * @member {Array.<tocsin.revision.RevisableKey.$Properties>} revisableKeys
             * @memberof tocsin.revision.RevisionTokenData
             * @instance
             */
            RevisionTokenData.prototype.revisableKeys = $util.emptyArray;

            /**
             * Encodes the specified RevisionTokenData message. Does not implicitly {@link tocsin.revision.RevisionTokenData.verify|verify} messages.
             * @function encode
             * @memberof tocsin.revision.RevisionTokenData
             * @static
             * @param {tocsin.revision.RevisionTokenData.$Properties} message RevisionTokenData message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            RevisionTokenData.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.revisableKeys != null && message.revisableKeys.length)
                    for (let i = 0; i < message.revisableKeys.length; ++i)
                        $root.tocsin.revision.RevisableKey.encode(message.revisableKeys[i], writer.uint32(/* id 1, wireType 2 =*/10).fork(), _depth + 1).ldelim();
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a RevisionTokenData message from the specified reader or buffer.
             * @function decode
             * @memberof tocsin.revision.RevisionTokenData
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {tocsin.revision.RevisionTokenData & tocsin.revision.RevisionTokenData.$Shape} RevisionTokenData
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            RevisionTokenData.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.tocsin.revision.RevisionTokenData();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            if (!(message.revisableKeys && message.revisableKeys.length))
                                message.revisableKeys = [];
                            message.revisableKeys.push($root.tocsin.revision.RevisableKey.decode(reader, reader.size(), $undefined, _depth + 1));
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return RevisionTokenData;
        })();

        revision.RevisableKey = (function() {

            /**
             * Properties of a RevisableKey.
             * @typedef {Object} tocsin.revision.RevisableKey.$Properties
             * @property {Uint8Array|null} [temporaryExposureKey] RevisableKey temporaryExposureKey
             * @property {number|null} [intervalNumber] RevisableKey intervalNumber
             * @property {number|null} [intervalCount] RevisableKey intervalCount
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a RevisableKey.
             * @memberof tocsin.revision
             * @interface IRevisableKey
             * @augments tocsin.revision.RevisableKey.$Properties
             * @deprecated Use tocsin.revision.RevisableKey.$Properties instead.
             */

            /**
             * Shape of a RevisableKey.
             * @typedef {tocsin.revision.RevisableKey.$Properties} tocsin.revision.RevisableKey.$Shape
             */

            /**
             * Constructs a new RevisableKey.
             * @memberof tocsin.revision
             * @classdesc Represents a RevisableKey.
             * @constructor
             * @param {tocsin.revision.RevisableKey.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const RevisableKey = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * RevisableKey temporaryExposureKey.
             * @member {Uint8Array} temporaryExposureKey
             * @memberof tocsin.revision.RevisableKey
             * @instance
             */
            RevisableKey.prototype.temporaryExposureKey = $util.newBuffer([]);

            /**
             * RevisableKey intervalNumber.
             * @member {number} intervalNumber
             * @memberof tocsin.revision.RevisableKey
             * @instance
             */
            RevisableKey.prototype.intervalNumber = 0;

            /**
             * RevisableKey intervalCount.
             * @member {number} intervalCount
             * @memberof tocsin.revision.RevisableKey
             * @instance
             */
            RevisableKey.prototype.intervalCount = 0;

            /**
             * Encodes the specified RevisableKey message. Does not implicitly {@link tocsin.revision.RevisableKey.verify|verify} messages.
             * @function encode
             * @memberof tocsin.revision.RevisableKey
             * @static
             * @param {tocsin.revision.RevisableKey.$Properties} message RevisableKey message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            RevisableKey.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.temporaryExposureKey != null && $Object.hasOwnProperty.call(message, "temporaryExposureKey") && message.temporaryExposureKey.length)
                    writer.uint32(/* id 1, wireType 2 =*/10).bytes(message.temporaryExposureKey);
                if (message.intervalNumber != null && $Object.hasOwnProperty.call(message, "intervalNumber") && message.intervalNumber !== 0)
                    writer.uint32(/* id 2, wireType 0 =*/16).int32(message.intervalNumber);
                if (message.intervalCount != null && $Object.hasOwnProperty.call(message, "intervalCount") && message.intervalCount !== 0)
                    writer.uint32(/* id 3, wireType 0 =*/24).int32(message.intervalCount);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a RevisableKey message from the specified reader or buffer.
             * @function decode
             * @memberof tocsin.revision.RevisableKey
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {tocsin.revision.RevisableKey & tocsin.revision.RevisableKey.$Shape} RevisableKey
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            RevisableKey.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.tocsin.revision.RevisableKey();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.bytes()).length)
                                message.temporaryExposureKey = value;
                            else
                                delete message.temporaryExposureKey;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.int32())
                                message.intervalNumber = value;
                            else
                                delete message.intervalNumber;
                            continue;
                        }
                    case 3: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.int32())
                                message.intervalCount = value;
                            else
                                delete message.intervalCount;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return RevisableKey;
        })();

        return revision;
    })();

    return tocsin;
})();

export {
  $root as default
};
