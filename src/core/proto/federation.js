/*eslint-disable block-scoped-var, id-length, no-control-regex, no-magic-numbers, no-mixed-operators, no-prototype-builtins, no-redeclare, no-shadow, no-var, sort-vars, default-case, jsdoc/require-param*/
import $protobuf from "protobufjs/minimal.js";

// Common aliases
const $Reader = $protobuf.Reader, $Writer = $protobuf.Writer, $util = $protobuf.util;
const $Object = $util.global.Object, $undefined = $util.global.undefined, $Error = $util.global.Error, $RangeError = $util.global.RangeError;

// Exported root namespace
const $root = $protobuf.roots["tocsin_federation"] || ($protobuf.roots["tocsin_federation"] = {});

export const tocsin = $root.tocsin = (() => {

    /**
     * Namespace tocsin.
     * @exports tocsin
     * @namespace
     */
    const tocsin = {};

    tocsin.federation = (function() {

        /**
         * Namespace federation.
         * @memberof tocsin
         * @namespace
         */
        const federation = {};

        federation.FederationFetchRequest = (function() {

            /**
             * Properties of a FederationFetchRequest.
             * @typedef {Object} tocsin.federation.FederationFetchRequest.$Properties
             * @property {Array.<string>|null} [includeRegions] FederationFetchRequest includeRegions
             * @property {Array.<string>|null} [excludeRegions] FederationFetchRequest excludeRegions
             * @property {boolean|null} [onlyTravelers] FederationFetchRequest onlyTravelers
             * @property {boolean|null} [onlyLocalProvenance] FederationFetchRequest onlyLocalProvenance
             * @property {number|null} [maxExposureKeys] FederationFetchRequest maxExposureKeys
             * @property {tocsin.federation.FetchState.$Properties|null} [state] FederationFetchRequest state
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a FederationFetchRequest.
             * @memberof tocsin.federation
             * @interface IFederationFetchRequest
             * @augments tocsin.federation.FederationFetchRequest.$Properties
             * @deprecated Use tocsin.federation.FederationFetchRequest.$Properties instead.
             */

            /**
             * Shape of a FederationFetchRequest.
             * @typedef {tocsin.federation.FederationFetchRequest.$Properties} tocsin.federation.FederationFetchRequest.$Shape
             */

            /**
             * Constructs a new FederationFetchRequest.
             * @memberof tocsin.federation
             * @classdesc Represents a FederationFetchRequest.
             * @constructor
             * @param {tocsin.federation.FederationFetchRequest.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const FederationFetchRequest = function (properties) {
                this.includeRegions = [];
                this.excludeRegions = [];
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * FederationFetchRequest includeRegions.
             * @member {Array.<string>} includeRegions
             * @memberof tocsin.federation.FederationFetchRequest
             * @instance
             */
            FederationFetchRequest.prototype.includeRegions = $util.emptyArray;

            /**
             * FederationFetchRequest excludeRegions.
             * @member {Array.<string>} excludeRegions
             * @memberof tocsin.federation.FederationFetchRequest
             * @instance
             */
            FederationFetchRequest.prototype.excludeRegions = $util.emptyArray;

            /**
             * FederationFetchRequest onlyTravelers.
             * @member {boolean} onlyTravelers
             * @memberof tocsin.federation.FederationFetchRequest
             * @instance
             */
            FederationFetchRequest.prototype.onlyTravelers = false;

            /**
             * FederationFetchRequest onlyLocalProvenance.
             * @member {boolean} onlyLocalProvenance
             * @memberof tocsin.federation.FederationFetchRequest
             * @instance
             */
            FederationFetchRequest.prototype.onlyLocalProvenance = false;

            /**
             * FederationFetchRequest maxExposureKeys.
             * @member {number} maxExposureKeys
             * @memberof tocsin.federation.FederationFetchRequest
             * @instance
             */
            FederationFetchRequest.prototype.maxExposureKeys = 0;

            /**
             * FederationFetchRequest state.
             * @member {tocsin.federation.FetchState.$Properties|null|undefined} state
             * @memberof tocsin.federation.FederationFetchRequest
             * @instance
             */
            FederationFetchRequest.prototype.state = null;

            /**
             * Encodes the specified FederationFetchRequest message. Does not implicitly {@link tocsin.federation.FederationFetchRequest.verify|verify} messages.
             * @function encode
             * @memberof tocsin.federation.FederationFetchRequest
             * @static
             * @param {tocsin.federation.FederationFetchRequest.$Properties} message FederationFetchRequest message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            FederationFetchRequest.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.includeRegions != null && message.includeRegions.length)
                    for (let i = 0; i < message.includeRegions.length; ++i)
                        writer.uint32(/* id 1, wireType 2 =*/10).string(message.includeRegions[i]);
                if (message.excludeRegions != null && message.excludeRegions.length)
                    for (let i = 0; i < message.excludeRegions.length; ++i)
                        writer.uint32(/* id 2, wireType 2 =*/18).string(message.excludeRegions[i]);
                if (message.onlyTravelers != null && $Object.hasOwnProperty.call(message, "onlyTravelers") && message.onlyTravelers !== false)
                    writer.uint32(/* id 3, wireType 0 =*/24).bool(message.onlyTravelers);
                if (message.onlyLocalProvenance != null && $Object.hasOwnProperty.call(message, "onlyLocalProvenance") && message.onlyLocalProvenance !== false)
                    writer.uint32(/* id 4, wireType 0 =*/32).bool(message.onlyLocalProvenance);
                if (message.maxExposureKeys != null && $Object.hasOwnProperty.call(message, "maxExposureKeys") && message.maxExposureKeys !== 0)
                    writer.uint32(/* id 5, wireType 0 =*/40).uint32(message.maxExposureKeys);
                if (message.state != null && $Object.hasOwnProperty.call(message, "state"))
                    $root.tocsin.federation.FetchState.encode(message.state, writer.uint32(/* id 6, wireType 2 =*/50).fork(), _depth + 1).ldelim();
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a FederationFetchRequest message from the specified reader or buffer.
             * @function decode
             * @memberof tocsin.federation.FederationFetchRequest
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {tocsin.federation.FederationFetchRequest & tocsin.federation.FederationFetchRequest.$Shape} FederationFetchRequest
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            FederationFetchRequest.decode = function (reader, length, _end, _depth, _target) {
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
                message = _target || new $root.tocsin.federation.FederationFetchRequest();
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
                            if (!(message.includeRegions && message.includeRegions.length))
                                message.includeRegions = [];
                            message.includeRegions.push(reader.stringVerify());
                            continue;
                        }
                    case 2: {
                            if (wireType !== 2)
                                break;
                            if (!(message.excludeRegions && message.excludeRegions.length))
                                message.excludeRegions = [];
                            message.excludeRegions.push(reader.stringVerify());
                            continue;
                        }
                    case 3: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.bool())
                                message.onlyTravelers = value;
                            else
                                delete message.onlyTravelers;
                            continue;
                        }
                    case 4: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.bool())
                                message.onlyLocalProvenance = value;
                            else
                                delete message.onlyLocalProvenance;
                            continue;
                        }
                    case 5: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.maxExposureKeys = value;
                            else
                                delete message.maxExposureKeys;
                            continue;
                        }
                    case 6: {
                            if (wireType !== 2)
                                break;
                            message.state = $root.tocsin.federation.FetchState.decode(reader, reader.size(), $undefined, _depth + 1, message.state);
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

            return FederationFetchRequest;
        })();

        federation.FederationFetchResponse = (function() {

            /**
             * Properties of a FederationFetchResponse.
             * @typedef {Object} tocsin.federation.FederationFetchResponse.$Properties
             * @property {Array.<tocsin.federation.ExposureKey.$Properties>|null} [keys] FederationFetchResponse keys
             * @property {Array.<tocsin.federation.ExposureKey.$Properties>|null} [revisedKeys] FederationFetchResponse revisedKeys
             * @property {boolean|null} [partialResponse] FederationFetchResponse partialResponse
             * @property {tocsin.federation.FetchState.$Properties|null} [nextFetchState] FederationFetchResponse nextFetchState
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a FederationFetchResponse.
             * @memberof tocsin.federation
             * @interface IFederationFetchResponse
             * @augments tocsin.federation.FederationFetchResponse.$Properties
             * @deprecated Use tocsin.federation.FederationFetchResponse.$Properties instead.
             */

            /**
             * Shape of a FederationFetchResponse.
             * @typedef {tocsin.federation.FederationFetchResponse.$Properties} tocsin.federation.FederationFetchResponse.$Shape
             */

            /**
             * Constructs a new FederationFetchResponse.
             * @memberof tocsin.federation
             * @classdesc Represents a FederationFetchResponse.
             * @constructor
             * @param {tocsin.federation.FederationFetchResponse.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const FederationFetchResponse = function (properties) {
                this.keys = [];
                this.revisedKeys = [];
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * FederationFetchResponse keys.
             * @member {Array.<tocsin.federation.ExposureKey.$Properties>} keys
             * @memberof tocsin.federation.FederationFetchResponse
             * @instance
             */
            FederationFetchResponse.prototype.keys = $util.emptyArray;

            /**
             * FederationFetchResponse revisedKeys.
             * @member {Array.<tocsin.federation.ExposureKey.$Properties>} revisedKeys
             * @memberof tocsin.federation.FederationFetchResponse
             * @instance
             */
            FederationFetchResponse.prototype.revisedKeys = $util.emptyArray;

            /**
             * FederationFetchResponse partialResponse.
             * @member {boolean} partialResponse
             * @memberof tocsin.federation.FederationFetchResponse
             * @instance
             */
            FederationFetchResponse.prototype.partialResponse = false;

            /**
             * FederationFetchResponse nextFetchState.
             * @member {tocsin.federation.FetchState.$Properties|null|undefined} nextFetchState
             * @memberof tocsin.federation.FederationFetchResponse
             * @instance
             */
            FederationFetchResponse.prototype.nextFetchState = null;

            /**
             * Encodes the specified FederationFetchResponse message. Does not implicitly {@link tocsin.federation.FederationFetchResponse.verify|verify} messages.
             * @function encode
             * @memberof tocsin.federation.FederationFetchResponse
             * @static
             * @param {tocsin.federation.FederationFetchResponse.$Properties} message FederationFetchResponse message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            FederationFetchResponse.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.keys != null && message.keys.length)
                    for (let i = 0; i < message.keys.length; ++i)
                        $root.tocsin.federation.ExposureKey.encode(message.keys[i], writer.uint32(/* id 1, wireType 2 =*/10).fork(), _depth + 1).ldelim();
                if (message.revisedKeys != null && message.revisedKeys.length)
                    for (let i = 0; i < message.revisedKeys.length; ++i)
                        $root.tocsin.federation.ExposureKey.encode(message.revisedKeys[i], writer.uint32(/* id 2, wireType 2 =*/18).fork(), _depth + 1).ldelim();
                if (message.partialResponse != null && $Object.hasOwnProperty.call(message, "partialResponse") && message.partialResponse !== false)
                    writer.uint32(/* id 3, wireType 0 =*/24).bool(message.partialResponse);
                if (message.nextFetchState != null && $Object.hasOwnProperty.call(message, "nextFetchState"))
                    $root.tocsin.federation.FetchState.encode(message.nextFetchState, writer.uint32(/* id 4, wireType 2 =*/34).fork(), _depth + 1).ldelim();
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a FederationFetchResponse message from the specified reader or buffer.
             * @function decode
             * @memberof tocsin.federation.FederationFetchResponse
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {tocsin.federation.FederationFetchResponse & tocsin.federation.FederationFetchResponse.$Shape} FederationFetchResponse
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            FederationFetchResponse.decode = function (reader, length, _end, _depth, _target) {
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
                message = _target || new $root.tocsin.federation.FederationFetchResponse();
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
                            if (!(message.keys && message.keys.length))
                                message.keys = [];
                            message.keys.push($root.tocsin.federation.ExposureKey.decode(reader, reader.size(), $undefined, _depth + 1));
                            continue;
                        }
                    case 2: {
                            if (wireType !== 2)
                                break;
                            if (!(message.revisedKeys && message.revisedKeys.length))
                                message.revisedKeys = [];
                            message.revisedKeys.push($root.tocsin.federation.ExposureKey.decode(reader, reader.size(), $undefined, _depth + 1));
                            continue;
                        }
                    case 3: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.bool())
                                message.partialResponse = value;
                            else
                                delete message.partialResponse;
                            continue;
                        }
                    case 4: {
                            if (wireType !== 2)
                                break;
                            message.nextFetchState = $root.tocsin.federation.FetchState.decode(reader, reader.size(), $undefined, _depth + 1, message.nextFetchState);
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

            return FederationFetchResponse;
        })();

        federation.FetchState = (function() {

            /**
             * Properties of a FetchState.
             * @typedef {Object} tocsin.federation.FetchState.$Properties
             * @property {tocsin.federation.Cursor.$Properties|null} [keyCursor] FetchState keyCursor
             * @property {tocsin.federation.Cursor.$Properties|null} [revisedKeyCursor] FetchState revisedKeyCursor
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a FetchState.
             * @memberof tocsin.federation
             * @interface IFetchState
             * @augments tocsin.federation.FetchState.$Properties
             * @deprecated Use tocsin.federation.FetchState.$Properties instead.
             */

            /**
             * Shape of a FetchState.
             * @typedef {tocsin.federation.FetchState.$Properties} tocsin.federation.FetchState.$Shape
             */

            /**
             * Constructs a new FetchState.
             * @memberof tocsin.federation
             * @classdesc Represents a FetchState.
             * @constructor
             * @param {tocsin.federation.FetchState.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const FetchState = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * FetchState keyCursor.
             * @member {tocsin.federation.Cursor.$Properties|null|undefined} keyCursor
             * @memberof tocsin.federation.FetchState
             * @instance
             */
            FetchState.prototype.keyCursor = null;

            /**
             * FetchState revisedKeyCursor.
             * @member {tocsin.federation.Cursor.$Properties|null|undefined} revisedKeyCursor
             * @memberof tocsin.federation.FetchState
             * @instance
             */
            FetchState.prototype.revisedKeyCursor = null;

            /**
             * Encodes the specified FetchState message. Does not implicitly {@link tocsin.federation.FetchState.verify|verify} messages.
             * @function encode
             * @memberof tocsin.federation.FetchState
             * @static
             * @param {tocsin.federation.FetchState.$Properties} message FetchState message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            FetchState.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.keyCursor != null && $Object.hasOwnProperty.call(message, "keyCursor"))
                    $root.tocsin.federation.Cursor.encode(message.keyCursor, writer.uint32(/* id 1, wireType 2 =*/10).fork(), _depth + 1).ldelim();
                if (message.revisedKeyCursor != null && $Object.hasOwnProperty.call(message, "revisedKeyCursor"))
                    $root.tocsin.federation.Cursor.encode(message.revisedKeyCursor, writer.uint32(/* id 2, wireType 2 =*/18).fork(), _depth + 1).ldelim();
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a FetchState message from the specified reader or buffer.
             * @function decode
             * @memberof tocsin.federation.FetchState
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {tocsin.federation.FetchState & tocsin.federation.FetchState.$Shape} FetchState
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            FetchState.decode = function (reader, length, _end, _depth, _target) {
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
                message = _target || new $root.tocsin.federation.FetchState();
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
                            message.keyCursor = $root.tocsin.federation.Cursor.decode(reader, reader.size(), $undefined, _depth + 1, message.keyCursor);
                            continue;
                        }
                    case 2: {
                            if (wireType !== 2)
                                break;
                            message.revisedKeyCursor = $root.tocsin.federation.Cursor.decode(reader, reader.size(), $undefined, _depth + 1, message.revisedKeyCursor);
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

            return FetchState;
        })();

        federation.Cursor = (function() {

            /**
             * Properties of a Cursor.
             * @typedef {Object} tocsin.federation.Cursor.$Properties
             * @property {number|Long|null} [timestamp] Cursor timestamp
             * @property {string|null} [nextToken] Cursor nextToken
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a Cursor.
             * @memberof tocsin.federation
             * @interface ICursor
             * @augments tocsin.federation.Cursor.$Properties
             * @deprecated Use tocsin.federation.Cursor.$Properties instead.
             */

            /**
             * Shape of a Cursor.
             * @typedef {tocsin.federation.Cursor.$Properties} tocsin.federation.Cursor.$Shape
             */

            /**
             * Constructs a new Cursor.
             * @memberof tocsin.federation
             * @classdesc Represents a Cursor.
             * @constructor
             * @param {tocsin.federation.Cursor.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const Cursor = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * Cursor timestamp.
             * @member {number|Long} timestamp
             * @memberof tocsin.federation.Cursor
             * @instance
             */
            Cursor.prototype.timestamp = $util.Long ? $util.Long.fromBits(0,0,false) : 0;

            /**
             * Cursor nextToken.
             * @member {string} nextToken
             * @memberof tocsin.federation.Cursor
             * @instance
             */
            Cursor.prototype.nextToken = "";

            /**
             * Encodes the specified Cursor message. Does not implicitly {@link tocsin.federation.Cursor.verify|verify} messages.
             * @function encode
             * @memberof tocsin.federation.Cursor
             * @static
             * @param {tocsin.federation.Cursor.$Properties} message Cursor message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            Cursor.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.timestamp != null && $Object.hasOwnProperty.call(message, "timestamp") && (typeof message.timestamp === "object" ? message.timestamp.low || message.timestamp.high : message.timestamp !== 0))
                    writer.uint32(/* id 1, wireType 0 =*/8).int64(message.timestamp);
                if (message.nextToken != null && $Object.hasOwnProperty.call(message, "nextToken") && message.nextToken !== "")
                    writer.uint32(/* id 2, wireType 2 =*/18).string(message.nextToken);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a Cursor message from the specified reader or buffer.
             * @function decode
             * @memberof tocsin.federation.Cursor
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {tocsin.federation.Cursor & tocsin.federation.Cursor.$Shape} Cursor
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            Cursor.decode = function (reader, length, _end, _depth, _target) {
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
                message = _target || new $root.tocsin.federation.Cursor();
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
                            if (wireType !== 0)
                                break;
                            if (typeof (value = reader.int64()) === "object" ? value.low || value.high : value !== 0)
                                message.timestamp = value;
                            else
                                delete message.timestamp;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.nextToken = value;
                            else
                                delete message.nextToken;
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

            return Cursor;
        })();

        federation.ExposureKey = (function() {

            /**
             * Properties of an ExposureKey.
             * @typedef {Object} tocsin.federation.ExposureKey.$Properties
             * @property {Uint8Array|null} [exposureKey] ExposureKey exposureKey
             * @property {number|null} [transmissionRisk] ExposureKey transmissionRisk
             * @property {number|null} [intervalNumber] ExposureKey intervalNumber
             * @property {number|null} [intervalCount] ExposureKey intervalCount
             * @property {tocsin.federation.ExposureKey.ReportType|null} [reportType] ExposureKey reportType
             * @property {number|null} [daysSinceOnsetOfSymptoms] ExposureKey daysSinceOnsetOfSymptoms
             * @property {boolean|null} [hasSymptomOnset] ExposureKey hasSymptomOnset
             * @property {boolean|null} [traveler] ExposureKey traveler
             * @property {Array.<string>|null} [regions] ExposureKey regions
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of an ExposureKey.
             * @memberof tocsin.federation
             * @interface IExposureKey
             * @augments tocsin.federation.ExposureKey.$Properties
             * @deprecated Use tocsin.federation.ExposureKey.$Properties instead.
             */

            /**
             * Shape of an ExposureKey.
             * @typedef {tocsin.federation.ExposureKey.$Properties} tocsin.federation.ExposureKey.$Shape
             */

            /**
             * Constructs a new ExposureKey.
             * @memberof tocsin.federation
             * @classdesc Represents an ExposureKey.
             * @constructor
             * @param {tocsin.federation.ExposureKey.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const ExposureKey = function (properties) {
                this.regions = [];
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * ExposureKey exposureKey.
             * @member {Uint8Array} exposureKey
             * @memberof tocsin.federation.ExposureKey
             * @instance
             */
            ExposureKey.prototype.exposureKey = $util.newBuffer([]);

            /**
             * ExposureKey transmissionRisk.
             * @member {number} transmissionRisk
             * @memberof tocsin.federation.ExposureKey
             * @instance
             */
            ExposureKey.prototype.transmissionRisk = 0;

            /**
             * ExposureKey intervalNumber.
             * @member {number} intervalNumber
             * @memberof tocsin.federation.ExposureKey
             * @instance
             */
            ExposureKey.prototype.intervalNumber = 0;

            /**
             * ExposureKey intervalCount.
             * @member {number} intervalCount
             * @memberof tocsin.federation.ExposureKey
             * @instance
             */
            ExposureKey.prototype.intervalCount = 0;

            /**
             * ExposureKey reportType.
             * @member {tocsin.federation.ExposureKey.ReportType} reportType
             * @memberof tocsin.federation.ExposureKey
             * @instance
             */
            ExposureKey.prototype.reportType = 0;

            /**
             * ExposureKey daysSinceOnsetOfSymptoms.
             * @member {number} daysSinceOnsetOfSymptoms
             * @memberof tocsin.federation.ExposureKey
             * @instance
             */
            ExposureKey.prototype.daysSinceOnsetOfSymptoms = 0;

            /**
             * ExposureKey hasSymptomOnset.
             * @member {boolean} hasSymptomOnset
             * @memberof tocsin.federation.ExposureKey
             * @instance
             */
            ExposureKey.prototype.hasSymptomOnset = false;

            /**
             * ExposureKey traveler.
             * @member {boolean} traveler
             * @memberof tocsin.federation.ExposureKey
             * @instance
             */
            ExposureKey.prototype.traveler = false;

            /**
             * ExposureKey regions.
             * @member {Array.<string>} regions
             * @memberof tocsin.federation.ExposureKey
             * @instance
             */
            ExposureKey.prototype.regions = $util.emptyArray;

            /**
             * Encodes the specified ExposureKey message. Does not implicitly {@link tocsin.federation.ExposureKey.verify|verify} messages.
             * @function encode
             * @memberof tocsin.federation.ExposureKey
             * @static
             * @param {tocsin.federation.ExposureKey.$Properties} message ExposureKey message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            ExposureKey.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.exposureKey != null && $Object.hasOwnProperty.call(message, "exposureKey") && message.exposureKey.length)
                    writer.uint32(/* id 1, wireType 2 =*/10).bytes(message.exposureKey);
                if (message.transmissionRisk != null && $Object.hasOwnProperty.call(message, "transmissionRisk") && message.transmissionRisk !== 0)
                    writer.uint32(/* id 2, wireType 0 =*/16).int32(message.transmissionRisk);
                if (message.intervalNumber != null && $Object.hasOwnProperty.call(message, "intervalNumber") && message.intervalNumber !== 0)
                    writer.uint32(/* id 3, wireType 0 =*/24).int32(message.intervalNumber);
                if (message.intervalCount != null && $Object.hasOwnProperty.call(message, "intervalCount") && message.intervalCount !== 0)
                    writer.uint32(/* id 4, wireType 0 =*/32).int32(message.intervalCount);
                if (message.reportType != null && $Object.hasOwnProperty.call(message, "reportType") && message.reportType !== 0)
                    writer.uint32(/* id 5, wireType 0 =*/40).int32(message.reportType);
                if (message.daysSinceOnsetOfSymptoms != null && $Object.hasOwnProperty.call(message, "daysSinceOnsetOfSymptoms") && message.daysSinceOnsetOfSymptoms !== 0)
                    writer.uint32(/* id 6, wireType 0 =*/48).sint32(message.daysSinceOnsetOfSymptoms);
                if (message.hasSymptomOnset != null && $Object.hasOwnProperty.call(message, "hasSymptomOnset") && message.hasSymptomOnset !== false)
                    writer.uint32(/* id 7, wireType 0 =*/56).bool(message.hasSymptomOnset);
                if (message.traveler != null && $Object.hasOwnProperty.call(message, "traveler") && message.traveler !== false)
                    writer.uint32(/* id 8, wireType 0 =*/64).bool(message.traveler);
                if (message.regions != null && message.regions.length)
                    for (let i = 0; i < message.regions.length; ++i)
                        writer.uint32(/* id 9, wireType 2 =*/74).string(message.regions[i]);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes an ExposureKey message from the specified reader or buffer.
             * @function decode
             * @memberof tocsin.federation.ExposureKey
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {tocsin.federation.ExposureKey & tocsin.federation.ExposureKey.$Shape} ExposureKey
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            ExposureKey.decode = function (reader, length, _end, _depth, _target) {
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
                message = _target || new $root.tocsin.federation.ExposureKey();
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
                                message.exposureKey = value;
                            else
                                delete message.exposureKey;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.int32())
                                message.transmissionRisk = value;
                            else
                                delete message.transmissionRisk;
                            continue;
                        }
                    case 3: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.int32())
                                message.intervalNumber = value;
                            else
                                delete message.intervalNumber;
                            continue;
                        }
                    case 4: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.int32())
                                message.intervalCount = value;
                            else
                                delete message.intervalCount;
                            continue;
                        }
                    case 5: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.int32())
                                message.reportType = value;
                            else
                                delete message.reportType;
                            continue;
                        }
                    case 6: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.sint32())
                                message.daysSinceOnsetOfSymptoms = value;
                            else
                                delete message.daysSinceOnsetOfSymptoms;
                            continue;
                        }
                    case 7: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.bool())
                                message.hasSymptomOnset = value;
                            else
                                delete message.hasSymptomOnset;
                            continue;
                        }
                    case 8: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.bool())
                                message.traveler = value;
                            else
                                delete message.traveler;
                            continue;
                        }
                    case 9: {
                            if (wireType !== 2)
                                break;
                            if (!(message.regions && message.regions.length))
                                message.regions = [];
                            message.regions.push(reader.stringVerify());
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

            /**
             * ReportType enum.
             * @name tocsin.federation.ExposureKey.ReportType
             * @enum {number}
             * @property {number} UNKNOWN=0 UNKNOWN value
             * @property {number} CONFIRMED_TEST=1 CONFIRMED_TEST value
             * @property {number} CONFIRMED_CLINICAL_DIAGNOSIS=2 CONFIRMED_CLINICAL_DIAGNOSIS value
             * @property {number} SELF_REPORT=3 SELF_REPORT value
             * @property {number} RECURSIVE=4 RECURSIVE value
             * @property {number} REVOKED=5 REVOKED value
             */
            ExposureKey.ReportType = (function() {
                const valuesById = $Object.create(null), values = $Object.create(valuesById);
                values[valuesById[0] = "UNKNOWN"] = 0;
                values[valuesById[1] = "CONFIRMED_TEST"] = 1;
                values[valuesById[2] = "CONFIRMED_CLINICAL_DIAGNOSIS"] = 2;
                values[valuesById[3] = "SELF_REPORT"] = 3;
                values[valuesById[4] = "RECURSIVE"] = 4;
                values[valuesById[5] = "REVOKED"] = 5;
                return values;
            })();

            return ExposureKey;
        })();

        return federation;
    })();

    return tocsin;
})();

export {
  $root as default
};
