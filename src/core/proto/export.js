/*eslint-disable block-scoped-var, id-length, no-control-regex, no-magic-numbers, no-mixed-operators, no-prototype-builtins, no-redeclare, no-shadow, no-var, sort-vars, default-case, jsdoc/require-param*/
import $protobuf from "protobufjs/minimal.js";

// Common aliases
const $Reader = $protobuf.Reader, $Writer = $protobuf.Writer, $util = $protobuf.util;
const $Object = $util.global.Object, $undefined = $util.global.undefined, $Error = $util.global.Error, $RangeError = $util.global.RangeError;

// Exported root namespace
const $root = $protobuf.roots["tocsin_export"] || ($protobuf.roots["tocsin_export"] = {});

export const tocsin = $root.tocsin = (() => {

    /**
     * Namespace tocsin.
     * @exports tocsin
     * @namespace
     */
    const tocsin = {};

    tocsin.exposure = (function() {

        /**
         * Namespace exposure.
         * @memberof tocsin
         * @namespace
         */
        const exposure = {};

        exposure.TemporaryExposureKeyExport = (function() {

            /**
             * Properties of a TemporaryExposureKeyExport.
             * @typedef {Object} tocsin.exposure.TemporaryExposureKeyExport.$Properties
             * @property {number|Long|null} [startTimestamp] TemporaryExposureKeyExport startTimestamp
             * @property {number|Long|null} [endTimestamp] TemporaryExposureKeyExport endTimestamp
             * @property {string|null} [region] TemporaryExposureKeyExport region
             * @property {number|null} [batchNum] TemporaryExposureKeyExport batchNum
             * @property {number|null} [batchSize] TemporaryExposureKeyExport batchSize
             * @property {Array.<tocsin.exposure.SignatureInfo.$Properties>|null} [signatureInfos] TemporaryExposureKeyExport signatureInfos
             * @property {Array.<tocsin.exposure.TemporaryExposureKey.$Properties>|null} [keys] TemporaryExposureKeyExport keys
             * @property {Array.<tocsin.exposure.TemporaryExposureKey.$Properties>|null} [revisedKeys] TemporaryExposureKeyExport revisedKeys
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a TemporaryExposureKeyExport.
             * @memberof tocsin.exposure
             * @interface ITemporaryExposureKeyExport
             * @augments tocsin.exposure.TemporaryExposureKeyExport.$Properties
             * @deprecated Use tocsin.exposure.TemporaryExposureKeyExport.$Properties instead.
             */

            /**
             * Shape of a TemporaryExposureKeyExport.
             * @typedef {tocsin.exposure.TemporaryExposureKeyExport.$Properties} tocsin.exposure.TemporaryExposureKeyExport.$Shape
             */

            /**
             * Constructs a new TemporaryExposureKeyExport.
             * @memberof tocsin.exposure
             * @classdesc Represents a TemporaryExposureKeyExport.
             * @constructor
             * @param {tocsin.exposure.TemporaryExposureKeyExport.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const TemporaryExposureKeyExport = function (properties) {
                this.signatureInfos = [];
                this.keys = [];
                this.revisedKeys = [];
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * TemporaryExposureKeyExport startTimestamp.
             * @member {number|Long} startTimestamp
             * @memberof tocsin.exposure.TemporaryExposureKeyExport
             * @instance
             */
            TemporaryExposureKeyExport.prototype.startTimestamp = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

            /**
             * TemporaryExposureKeyExport endTimestamp.
             * @member {number|Long} endTimestamp
             * @memberof tocsin.exposure.TemporaryExposureKeyExport
             * @instance
             */
            TemporaryExposureKeyExport.prototype.endTimestamp = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

            /**
             * TemporaryExposureKeyExport region.
             * @member {string} region
             * @memberof tocsin.exposure.TemporaryExposureKeyExport
             * @instance
             */
            TemporaryExposureKeyExport.prototype.region = "";

            /**
             * TemporaryExposureKeyExport batchNum.
             * @member {number} batchNum
             * @memberof tocsin.exposure.TemporaryExposureKeyExport
             * @instance
             */
            TemporaryExposureKeyExport.prototype.batchNum = 0;

            /**
             * TemporaryExposureKeyExport batchSize.
             * @member {number} batchSize
             * @memberof tocsin.exposure.TemporaryExposureKeyExport
             * @instance
             */
            TemporaryExposureKeyExport.prototype.batchSize = 0;

            /**
             * TemporaryExposureKeyExport signatureInfos.
             * @member {Array.<tocsin.exposure.SignatureInfo.$Properties>} signatureInfos
             * @memberof tocsin.exposure.TemporaryExposureKeyExport
             * @instance
             */
            TemporaryExposureKeyExport.prototype.signatureInfos = $util.emptyArray;

            /**
             * TemporaryExposureKeyExport keys.
             * @member {Array.<tocsin.exposure.TemporaryExposureKey.$Properties>} keys
             * @memberof tocsin.exposure.TemporaryExposureKeyExport
             * @instance
             */
            TemporaryExposureKeyExport.prototype.keys = $util.emptyArray;

            /**
             * TemporaryExposureKeyExport revisedKeys.
             * @member {Array.<tocsin.exposure.TemporaryExposureKey.$Properties>} revisedKeys
             * @memberof tocsin.exposure.TemporaryExposureKeyExport
             * @instance
             */
            TemporaryExposureKeyExport.prototype.revisedKeys = $util.emptyArray;

            /**
             * Encodes the specified TemporaryExposureKeyExport message. Does not implicitly {@link tocsin.exposure.TemporaryExposureKeyExport.verify|verify} messages.
             * @function encode
             * @memberof tocsin.exposure.TemporaryExposureKeyExport
             * @static
             * @param {tocsin.exposure.TemporaryExposureKeyExport.$Properties} message TemporaryExposureKeyExport message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            TemporaryExposureKeyExport.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.startTimestamp != null && $Object.hasOwnProperty.call(message, "startTimestamp"))
                    writer.uint32(/* id 1, wireType 1 =*/9).fixed64(message.startTimestamp);
                if (message.endTimestamp != null && $Object.hasOwnProperty.call(message, "endTimestamp"))
                    writer.uint32(/* id 2, wireType 1 =*/17).fixed64(message.endTimestamp);
                if (message.region != null && $Object.hasOwnProperty.call(message, "region"))
                    writer.uint32(/* id 3, wireType 2 =*/26).string(message.region);
                if (message.batchNum != null && $Object.hasOwnProperty.call(message, "batchNum"))
                    writer.uint32(/* id 4, wireType 0 =*/32).int32(message.batchNum);
                if (message.batchSize != null && $Object.hasOwnProperty.call(message, "batchSize"))
                    writer.uint32(/* id 5, wireType 0 =*/40).int32(message.batchSize);
                if (message.signatureInfos != null && message.signatureInfos.length)
                    for (let i = 0; i < message.signatureInfos.length; ++i)
                        $root.tocsin.exposure.SignatureInfo.encode(message.signatureInfos[i], writer.uint32(/* id 6, wireType 2 =*/50).fork(), _depth + 1).ldelim();
                if (message.keys != null && message.keys.length)
                    for (let i = 0; i < message.keys.length; ++i)
                        $root.tocsin.exposure.TemporaryExposureKey.encode(message.keys[i], writer.uint32(/* id 7, wireType 2 =*/58).fork(), _depth + 1).ldelim();
                if (message.revisedKeys != null && message.revisedKeys.length)
                    for (let i = 0; i < message.revisedKeys.length; ++i)
                        $root.tocsin.exposure.TemporaryExposureKey.encode(message.revisedKeys[i], writer.uint32(/* id 8, wireType 2 =*/66).fork(), _depth + 1).ldelim();
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a TemporaryExposureKeyExport message from the specified reader or buffer.
             * @function decode
             * @memberof tocsin.exposure.TemporaryExposureKeyExport
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {tocsin.exposure.TemporaryExposureKeyExport & tocsin.exposure.TemporaryExposureKeyExport.$Shape} TemporaryExposureKeyExport
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            TemporaryExposureKeyExport.decode = function (reader, length, _end, _depth, _target) {
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
                message = _target || new $root.tocsin.exposure.TemporaryExposureKeyExport();
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
                            if (wireType !== 1)
                                break;
                            message.startTimestamp = reader.fixed64();
                            continue;
                        }
                    case 2: {
                            if (wireType !== 1)
                                break;
                            message.endTimestamp = reader.fixed64();
                            continue;
                        }
                    case 3: {
                            if (wireType !== 2)
                                break;
                            message.region = reader.string();
                            continue;
                        }
                    case 4: {
                            if (wireType !== 0)
                                break;
                            message.batchNum = reader.int32();
                            continue;
                        }
                    case 5: {
                            if (wireType !== 0)
                                break;
                            message.batchSize = reader.int32();
                            continue;
                        }
                    case 6: {
                            if (wireType !== 2)
                                break;
                            if (!(message.signatureInfos && message.signatureInfos.length))
                                message.signatureInfos = [];
                            message.signatureInfos.push($root.tocsin.exposure.SignatureInfo.decode(reader, reader.size(), $undefined, _depth + 1));
                            continue;
                        }
                    case 7: {
                            if (wireType !== 2)
                                break;
                            if (!(message.keys && message.keys.length))
                                message.keys = [];
                            message.keys.push($root.tocsin.exposure.TemporaryExposureKey.decode(reader, reader.size(), $undefined, _depth + 1));
                            continue;
                        }
                    case 8: {
                            if (wireType !== 2)
                                break;
                            if (!(message.revisedKeys && message.revisedKeys.length))
                                message.revisedKeys = [];
                            message.revisedKeys.push($root.tocsin.exposure.TemporaryExposureKey.decode(reader, reader.size(), $undefined, _depth + 1));
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

            return TemporaryExposureKeyExport;
        })();

        exposure.SignatureInfo = (function() {

            /**
             * Properties of a SignatureInfo.
             * @typedef {Object} tocsin.exposure.SignatureInfo.$Properties
             * @property {string|null} [appBundleId] SignatureInfo appBundleId
             * @property {string|null} [androidPackage] SignatureInfo androidPackage
             * @property {string|null} [verificationKeyVersion] SignatureInfo verificationKeyVersion
             * @property {string|null} [verificationKeyId] SignatureInfo verificationKeyId
             * @property {string|null} [signatureAlgorithm] SignatureInfo signatureAlgorithm
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a SignatureInfo.
             * @memberof tocsin.exposure
             * @interface ISignatureInfo
             * @augments tocsin.exposure.SignatureInfo.$Properties
             * @deprecated Use tocsin.exposure.SignatureInfo.$Properties instead.
             */

            /**
             * Shape of a SignatureInfo.
             * @typedef {tocsin.exposure.SignatureInfo.$Properties} tocsin.exposure.SignatureInfo.$Shape
             */

            /**
             * Constructs a new SignatureInfo.
             * @memberof tocsin.exposure
             * @classdesc Represents a SignatureInfo.
             * @constructor
             * @param {tocsin.exposure.SignatureInfo.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const SignatureInfo = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * SignatureInfo appBundleId.
             * @member {string} appBundleId
             * @memberof tocsin.exposure.SignatureInfo
             * @instance
             */
            SignatureInfo.prototype.appBundleId = "";

            /**
             * SignatureInfo androidPackage.
             * @member {string} androidPackage
             * @memberof tocsin.exposure.SignatureInfo
             * @instance
             */
            SignatureInfo.prototype.androidPackage = "";

            /**
             * SignatureInfo verificationKeyVersion.
             * @member {string} verificationKeyVersion
             * @memberof tocsin.exposure.SignatureInfo
             * @instance
             */
            SignatureInfo.prototype.verificationKeyVersion = "";

            /**
             * SignatureInfo verificationKeyId.
             * @member {string} verificationKeyId
             * @memberof tocsin.exposure.SignatureInfo
             * @instance
             */
            SignatureInfo.prototype.verificationKeyId = "";

            /**
             * SignatureInfo signatureAlgorithm.
             * @member {string} signatureAlgorithm
             * @memberof tocsin.exposure.SignatureInfo
             * @instance
             */
            SignatureInfo.prototype.signatureAlgorithm = "";

            /**
             * Encodes the specified SignatureInfo message. Does not implicitly {@link tocsin.exposure.SignatureInfo.verify|verify} messages.
             * @function encode
             * @memberof tocsin.exposure.SignatureInfo
             * @static
             * @param {tocsin.exposure.SignatureInfo.$Properties} message SignatureInfo message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            SignatureInfo.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.appBundleId != null && $Object.hasOwnProperty.call(message, "appBundleId"))
                    writer.uint32(/* id 1, wireType 2 =*/10).string(message.appBundleId);
                if (message.androidPackage != null && $Object.hasOwnProperty.call(message, "androidPackage"))
                    writer.uint32(/* id 2, wireType 2 =*/18).string(message.androidPackage);
                if (message.verificationKeyVersion != null && $Object.hasOwnProperty.call(message, "verificationKeyVersion"))
                    writer.uint32(/* id 3, wireType 2 =*/26).string(message.verificationKeyVersion);
                if (message.verificationKeyId != null && $Object.hasOwnProperty.call(message, "verificationKeyId"))
                    writer.uint32(/* id 4, wireType 2 =*/34).string(message.verificationKeyId);
                if (message.signatureAlgorithm != null && $Object.hasOwnProperty.call(message, "signatureAlgorithm"))
                    writer.uint32(/* id 5, wireType 2 =*/42).string(message.signatureAlgorithm);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a SignatureInfo message from the specified reader or buffer.
             * @function decode
             * @memberof tocsin.exposure.SignatureInfo
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {tocsin.exposure.SignatureInfo & tocsin.exposure.SignatureInfo.$Shape} SignatureInfo
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            SignatureInfo.decode = function (reader, length, _end, _depth, _target) {
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
                message = _target || new $root.tocsin.exposure.SignatureInfo();
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
                            message.appBundleId = reader.string();
                            continue;
                        }
                    case 2: {
                            if (wireType !== 2)
                                break;
                            message.androidPackage = reader.string();
                            continue;
                        }
                    case 3: {
                            if (wireType !== 2)
                                break;
                            message.verificationKeyVersion = reader.string();
                            continue;
                        }
                    case 4: {
                            if (wireType !== 2)
                                break;
                            message.verificationKeyId = reader.string();
                            continue;
                        }
                    case 5: {
                            if (wireType !== 2)
                                break;
                            message.signatureAlgorithm = reader.string();
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

            return SignatureInfo;
        })();

        exposure.TemporaryExposureKey = (function() {

            /**
             * Properties of a TemporaryExposureKey.
             * @typedef {Object} tocsin.exposure.TemporaryExposureKey.$Properties
             * @property {Uint8Array|null} [keyData] TemporaryExposureKey keyData
             * @property {number|null} [transmissionRiskLevel] TemporaryExposureKey transmissionRiskLevel
             * @property {number|null} [rollingStartIntervalNumber] TemporaryExposureKey rollingStartIntervalNumber
             * @property {number|null} [rollingPeriod] TemporaryExposureKey rollingPeriod
             * @property {tocsin.exposure.TemporaryExposureKey.ReportType|null} [reportType] TemporaryExposureKey reportType
             * @property {number|null} [daysSinceOnsetOfSymptoms] TemporaryExposureKey daysSinceOnsetOfSymptoms
             * @property {tocsin.exposure.TemporaryExposureKey.VariantOfConcern|null} [variantOfConcern] TemporaryExposureKey variantOfConcern
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a TemporaryExposureKey.
             * @memberof tocsin.exposure
             * @interface ITemporaryExposureKey
             * @augments tocsin.exposure.TemporaryExposureKey.$Properties
             * @deprecated Use tocsin.exposure.TemporaryExposureKey.$Properties instead.
             */

            /**
             * Shape of a TemporaryExposureKey.
             * @typedef {tocsin.exposure.TemporaryExposureKey.$Properties} tocsin.exposure.TemporaryExposureKey.$Shape
             */

            /**
             * Constructs a new TemporaryExposureKey.
             * @memberof tocsin.exposure
             * @classdesc Represents a TemporaryExposureKey.
             * @constructor
             * @param {tocsin.exposure.TemporaryExposureKey.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const TemporaryExposureKey = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * TemporaryExposureKey keyData.
             * @member {Uint8Array} keyData
             * @memberof tocsin.exposure.TemporaryExposureKey
             * @instance
             */
            TemporaryExposureKey.prototype.keyData = $util.newBuffer([]);

            /**
             * TemporaryExposureKey transmissionRiskLevel.
             * @member {number} transmissionRiskLevel
             * @memberof tocsin.exposure.TemporaryExposureKey
             * @instance
             */
            TemporaryExposureKey.prototype.transmissionRiskLevel = 0;

            /**
             * TemporaryExposureKey rollingStartIntervalNumber.
             * @member {number} rollingStartIntervalNumber
             * @memberof tocsin.exposure.TemporaryExposureKey
             * @instance
             */
            TemporaryExposureKey.prototype.rollingStartIntervalNumber = 0;

            /**
             * TemporaryExposureKey rollingPeriod.
             * @member {number} rollingPeriod
             * @memberof tocsin.exposure.TemporaryExposureKey
             * @instance
             */
            TemporaryExposureKey.prototype.rollingPeriod = 144;

            /**
             * TemporaryExposureKey reportType.
             * @member {tocsin.exposure.TemporaryExposureKey.ReportType} reportType
             * @memberof tocsin.exposure.TemporaryExposureKey
             * @instance
             */
            TemporaryExposureKey.prototype.reportType = 0;

            /**
             * TemporaryExposureKey daysSinceOnsetOfSymptoms.
             * @member {number} daysSinceOnsetOfSymptoms
             * @memberof tocsin.exposure.TemporaryExposureKey
             * @instance
             */
            TemporaryExposureKey.prototype.daysSinceOnsetOfSymptoms = 0;

            /**
             * TemporaryExposureKey variantOfConcern.
             * @member {tocsin.exposure.TemporaryExposureKey.VariantOfConcern} variantOfConcern
             * @memberof tocsin.exposure.TemporaryExposureKey
             * @instance
             */
            TemporaryExposureKey.prototype.variantOfConcern = 0;

            /**
             * Encodes the specified TemporaryExposureKey message. Does not implicitly {@link tocsin.exposure.TemporaryExposureKey.verify|verify} messages.
             * @function encode
             * @memberof tocsin.exposure.TemporaryExposureKey
             * @static
             * @param {tocsin.exposure.TemporaryExposureKey.$Properties} message TemporaryExposureKey message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            TemporaryExposureKey.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.keyData != null && $Object.hasOwnProperty.call(message, "keyData"))
                    writer.uint32(/* id 1, wireType 2 =*/10).bytes(message.keyData);
                if (message.transmissionRiskLevel != null && $Object.hasOwnProperty.call(message, "transmissionRiskLevel"))
                    writer.uint32(/* id 2, wireType 0 =*/16).int32(message.transmissionRiskLevel);
                if (message.rollingStartIntervalNumber != null && $Object.hasOwnProperty.call(message, "rollingStartIntervalNumber"))
                    writer.uint32(/* id 3, wireType 0 =*/24).int32(message.rollingStartIntervalNumber);
                if (message.rollingPeriod != null && $Object.hasOwnProperty.call(message, "rollingPeriod"))
                    writer.uint32(/* id 4, wireType 0 =*/32).int32(message.rollingPeriod);
                if (message.reportType != null && $Object.hasOwnProperty.call(message, "reportType"))
                    writer.uint32(/* id 5, wireType 0 =*/40).int32(message.reportType);
                if (message.daysSinceOnsetOfSymptoms != null && $Object.hasOwnProperty.call(message, "daysSinceOnsetOfSymptoms"))
                    writer.uint32(/* id 6, wireType 0 =*/48).sint32(message.daysSinceOnsetOfSymptoms);
                if (message.variantOfConcern != null && $Object.hasOwnProperty.call(message, "variantOfConcern"))
                    writer.uint32(/* id 8, wireType 0 =*/64).int32(message.variantOfConcern);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a TemporaryExposureKey message from the specified reader or buffer.
             * @function decode
             * @memberof tocsin.exposure.TemporaryExposureKey
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {tocsin.exposure.TemporaryExposureKey & tocsin.exposure.TemporaryExposureKey.$Shape} TemporaryExposureKey
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            TemporaryExposureKey.decode = function (reader, length, _end, _depth, _target) {
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
                message = _target || new $root.tocsin.exposure.TemporaryExposureKey();
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
                            message.keyData = reader.bytes();
                            continue;
                        }
                    case 2: {
                            if (wireType !== 0)
                                break;
                            message.transmissionRiskLevel = reader.int32();
                            continue;
                        }
                    case 3: {
                            if (wireType !== 0)
                                break;
                            message.rollingStartIntervalNumber = reader.int32();
                            continue;
                        }
                    case 4: {
                            if (wireType !== 0)
                                break;
                            message.rollingPeriod = reader.int32();
                            continue;
                        }
                    case 5: {
                            if (wireType !== 0)
                                break;
                            value = reader.int32();
                            if ($root.tocsin.exposure.TemporaryExposureKey.ReportType[value] !== $undefined)
                                message.reportType = value;
                            else if (!reader.discardUnknown) {
                                $util.makeProp(message, "$unknowns", false);
                                (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                            }
                            continue;
                        }
                    case 6: {
                            if (wireType !== 0)
                                break;
                            message.daysSinceOnsetOfSymptoms = reader.sint32();
                            continue;
                        }
                    case 8: {
                            if (wireType !== 0)
                                break;
                            value = reader.int32();
                            if ($root.tocsin.exposure.TemporaryExposureKey.VariantOfConcern[value] !== $undefined)
                                message.variantOfConcern = value;
                            else if (!reader.discardUnknown) {
                                $util.makeProp(message, "$unknowns", false);
                                (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                            }
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
             * @name tocsin.exposure.TemporaryExposureKey.ReportType
             * @enum {number}
             * @property {number} UNKNOWN=0 UNKNOWN value
             * @property {number} CONFIRMED_TEST=1 CONFIRMED_TEST value
             * @property {number} CONFIRMED_CLINICAL_DIAGNOSIS=2 CONFIRMED_CLINICAL_DIAGNOSIS value
             * @property {number} SELF_REPORT=3 SELF_REPORT value
             * @property {number} RECURSIVE=4 RECURSIVE value
             * @property {number} REVOKED=5 REVOKED value
             */
            TemporaryExposureKey.ReportType = (function() {
                const valuesById = $Object.create(null), values = $Object.create(valuesById);
                values[valuesById[0] = "UNKNOWN"] = 0;
                values[valuesById[1] = "CONFIRMED_TEST"] = 1;
                values[valuesById[2] = "CONFIRMED_CLINICAL_DIAGNOSIS"] = 2;
                values[valuesById[3] = "SELF_REPORT"] = 3;
                values[valuesById[4] = "RECURSIVE"] = 4;
                values[valuesById[5] = "REVOKED"] = 5;
                return values;
            })();

            /**
             * VariantOfConcern enum.
             * @name tocsin.exposure.TemporaryExposureKey.VariantOfConcern
             * @enum {number}
             * @property {number} VARIANT_TYPE_UNKNOWN=0 VARIANT_TYPE_UNKNOWN value
             * @property {number} VARIANT_TYPE_1=1 VARIANT_TYPE_1 value
             * @property {number} VARIANT_TYPE_2=2 VARIANT_TYPE_2 value
             * @property {number} VARIANT_TYPE_3=3 VARIANT_TYPE_3 value
             * @property {number} VARIANT_TYPE_4=4 VARIANT_TYPE_4 value
             */
            TemporaryExposureKey.VariantOfConcern = (function() {
                const valuesById = $Object.create(null), values = $Object.create(valuesById);
                values[valuesById[0] = "VARIANT_TYPE_UNKNOWN"] = 0;
                values[valuesById[1] = "VARIANT_TYPE_1"] = 1;
                values[valuesById[2] = "VARIANT_TYPE_2"] = 2;
                values[valuesById[3] = "VARIANT_TYPE_3"] = 3;
                values[valuesById[4] = "VARIANT_TYPE_4"] = 4;
                return values;
            })();

            return TemporaryExposureKey;
        })();

        exposure.TEKSignatureList = (function() {

            /**
             * Properties of a TEKSignatureList.
             * @typedef {Object} tocsin.exposure.TEKSignatureList.$Properties
             * @property {Array.<tocsin.exposure.TEKSignature.$Properties>|null} [signatures] TEKSignatureList signatures
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a TEKSignatureList.
             * @memberof tocsin.exposure
             * @interface ITEKSignatureList
             * @augments tocsin.exposure.TEKSignatureList.$Properties
             * @deprecated Use tocsin.exposure.TEKSignatureList.$Properties instead.
             */

            /**
             * Shape of a TEKSignatureList.
             * @typedef {tocsin.exposure.TEKSignatureList.$Properties} tocsin.exposure.TEKSignatureList.$Shape
             */

            /**
             * Constructs a new TEKSignatureList.
             * @memberof tocsin.exposure
             * @classdesc Represents a TEKSignatureList.
             * @constructor
             * @param {tocsin.exposure.TEKSignatureList.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const TEKSignatureList = function (properties) {
                this.signatures = [];
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * TEKSignatureList signatures.
             * @member {Array.<tocsin.exposure.TEKSignature.$Properties>} signatures
             * @memberof tocsin.exposure.TEKSignatureList
             * @instance
             */
            TEKSignatureList.prototype.signatures = $util.emptyArray;

            /**
             * Encodes the specified TEKSignatureList message. Does not implicitly {@link tocsin.exposure.TEKSignatureList.verify|verify} messages.
             * @function encode
             * @memberof tocsin.exposure.TEKSignatureList
             * @static
             * @param {tocsin.exposure.TEKSignatureList.$Properties} message TEKSignatureList message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            TEKSignatureList.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.signatures != null && message.signatures.length)
                    for (let i = 0; i < message.signatures.length; ++i)
                        $root.tocsin.exposure.TEKSignature.encode(message.signatures[i], writer.uint32(/* id 1, wireType 2 =*/10).fork(), _depth + 1).ldelim();
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a TEKSignatureList message from the specified reader or buffer.
             * @function decode
             * @memberof tocsin.exposure.TEKSignatureList
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {tocsin.exposure.TEKSignatureList & tocsin.exposure.TEKSignatureList.$Shape} TEKSignatureList
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            TEKSignatureList.decode = function (reader, length, _end, _depth, _target) {
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
                message = _target || new $root.tocsin.exposure.TEKSignatureList();
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
                            if (!(message.signatures && message.signatures.length))
                                message.signatures = [];
                            message.signatures.push($root.tocsin.exposure.TEKSignature.decode(reader, reader.size(), $undefined, _depth + 1));
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

            return TEKSignatureList;
        })();

        exposure.TEKSignature = (function() {

            /**
             * Properties of a TEKSignature.
             * @typedef {Object} tocsin.exposure.TEKSignature.$Properties
             * @property {tocsin.exposure.SignatureInfo.$Properties|null} [signatureInfo] TEKSignature signatureInfo
             * @property {number|null} [batchNum] TEKSignature batchNum
             * @property {number|null} [batchSize] TEKSignature batchSize
             * @property {Uint8Array|null} [signature] TEKSignature signature
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a TEKSignature.
             * @memberof tocsin.exposure
             * @interface ITEKSignature
             * @augments tocsin.exposure.TEKSignature.$Properties
             * @deprecated Use tocsin.exposure.TEKSignature.$Properties instead.
             */

            /**
             * Shape of a TEKSignature.
             * @typedef {tocsin.exposure.TEKSignature.$Properties} tocsin.exposure.TEKSignature.$Shape
             */

            /**
             * Constructs a new TEKSignature.
             * @memberof tocsin.exposure
             * @classdesc Represents a TEKSignature.
             * @constructor
             * @param {tocsin.exposure.TEKSignature.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const TEKSignature = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * TEKSignature signatureInfo.
             * @member {tocsin.exposure.SignatureInfo.$Properties|null|undefined} signatureInfo
             * @memberof tocsin.exposure.TEKSignature
             * @instance
             */
            TEKSignature.prototype.signatureInfo = null;

            /**
             * TEKSignature batchNum.
             * @member {number} batchNum
             * @memberof tocsin.exposure.TEKSignature
             * @instance
             */
            TEKSignature.prototype.batchNum = 0;

            /**
             * TEKSignature batchSize.
             * @member {number} batchSize
             * @memberof tocsin.exposure.TEKSignature
             * @instance
             */
            TEKSignature.prototype.batchSize = 0;

            /**
             * TEKSignature signature.
             * @member {Uint8Array} signature
             * @memberof tocsin.exposure.TEKSignature
             * @instance
             */
            TEKSignature.prototype.signature = $util.newBuffer([]);

            /**
             * Encodes the specified TEKSignature message. Does not implicitly {@link tocsin.exposure.TEKSignature.verify|verify} messages.
             * @function encode
             * @memberof tocsin.exposure.TEKSignature
             * @static
             * @param {tocsin.exposure.TEKSignature.$Properties} message TEKSignature message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            TEKSignature.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.signatureInfo != null && $Object.hasOwnProperty.call(message, "signatureInfo"))
                    $root.tocsin.exposure.SignatureInfo.encode(message.signatureInfo, writer.uint32(/* id 1, wireType 2 =*/10).fork(), _depth + 1).ldelim();
                if (message.batchNum != null && $Object.hasOwnProperty.call(message, "batchNum"))
                    writer.uint32(/* id 2, wireType 0 =*/16).int32(message.batchNum);
                if (message.batchSize != null && $Object.hasOwnProperty.call(message, "batchSize"))
                    writer.uint32(/* id 3, wireType 0 =*/24).int32(message.batchSize);
                if (message.signature != null && $Object.hasOwnProperty.call(message, "signature"))
                    writer.uint32(/* id 4, wireType 2 =*/34).bytes(message.signature);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a TEKSignature message from the specified reader or buffer.
             * @function decode
             * @memberof tocsin.exposure.TEKSignature
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {tocsin.exposure.TEKSignature & tocsin.exposure.TEKSignature.$Shape} TEKSignature
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            TEKSignature.decode = function (reader, length, _end, _depth, _target) {
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
                message = _target || new $root.tocsin.exposure.TEKSignature();
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
                            message.signatureInfo = $root.tocsin.exposure.SignatureInfo.decode(reader, reader.size(), $undefined, _depth + 1, message.signatureInfo);
                            continue;
                        }
                    case 2: {
                            if (wireType !== 0)
                                break;
                            message.batchNum = reader.int32();
                            continue;
                        }
                    case 3: {
                            if (wireType !== 0)
                                break;
                            message.batchSize = reader.int32();
                            continue;
                        }
                    case 4: {
                            if (wireType !== 2)
                                break;
                            message.signature = reader.bytes();
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

            return TEKSignature;
        })();

        return exposure;
    })();

    return tocsin;
})();

export {
  $root as default
};
