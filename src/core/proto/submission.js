/*eslint-disable block-scoped-var, id-length, no-control-regex, no-magic-numbers, no-mixed-operators, no-prototype-builtins, no-redeclare, no-shadow, no-var, sort-vars, default-case, jsdoc/require-param*/
import $protobuf from "protobufjs/minimal.js";

// Common aliases
const $Reader = $protobuf.Reader, $Writer = $protobuf.Writer, $util = $protobuf.util;
const $Object = $util.global.Object, $undefined = $util.global.undefined, $Error = $util.global.Error, $RangeError = $util.global.RangeError;

// Exported root namespace
const $root = $protobuf.roots["tocsin_submission"] || ($protobuf.roots["tocsin_submission"] = {});

export const tocsin = $root.tocsin = (() => {

    /**
     * Namespace tocsin.
     * @exports tocsin
     * @namespace
     */
    const tocsin = {};

    tocsin.submission = (function() {

        /**
         * Namespace submission.
         * @memberof tocsin
         * @namespace
         */
        const submission = {};

        submission.SubmissionPayload = (function() {

            /**
             * Properties of a SubmissionPayload.
             * @typedef {Object} tocsin.submission.SubmissionPayload.$Properties
             * @property {Array.<tocsin.submission.SubmittedKey.$Properties>|null} [keys] SubmissionPayload keys
             * @property {Uint8Array|null} [requestPadding] SubmissionPayload requestPadding
             * @property {Array.<string>|null} [visitedCountries] SubmissionPayload visitedCountries
             * @property {string|null} [origin] SubmissionPayload origin
             * @property {boolean|null} [consentToFederation] SubmissionPayload consentToFederation
             * @property {Array.<Uint8Array>|null} [checkIns] SubmissionPayload checkIns
             * @property {tocsin.submission.SubmissionPayload.SubmissionType|null} [submissionType] SubmissionPayload submissionType
             * @property {Array.<Uint8Array>|null} [checkInProtectedReports] SubmissionPayload checkInProtectedReports
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a SubmissionPayload.
             * @memberof tocsin.submission
             * @interface ISubmissionPayload
             * @augments tocsin.submission.SubmissionPayload.$Properties
             * @deprecated Use tocsin.submission.SubmissionPayload.$Properties instead.
             */

            /**
             * Shape of a SubmissionPayload.
             * @typedef {tocsin.submission.SubmissionPayload.$Properties} tocsin.submission.SubmissionPayload.$Shape
             */

            /**
             * Constructs a new SubmissionPayload.
             * @memberof tocsin.submission
             * @classdesc Represents a SubmissionPayload.
             * @constructor
             * @param {tocsin.submission.SubmissionPayload.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const SubmissionPayload = function (properties) {
                this.keys = [];
                this.visitedCountries = [];
                this.checkIns = [];
                this.checkInProtectedReports = [];
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * SubmissionPayload keys.
             * @member {Array.<tocsin.submission.SubmittedKey.$Properties>} keys
             * @memberof tocsin.submission.SubmissionPayload
             * @instance
             */
            SubmissionPayload.prototype.keys = $util.emptyArray;

            /**
             * SubmissionPayload requestPadding.
             * @member {Uint8Array} requestPadding
             * @memberof tocsin.submission.SubmissionPayload
             * @instance
             */
            SubmissionPayload.prototype.requestPadding = $util.newBuffer([]);

            /**
             * SubmissionPayload visitedCountries.
             * @member {Array.<string>} visitedCountries
             * @memberof tocsin.submission.SubmissionPayload
             * @instance
             */
            SubmissionPayload.prototype.visitedCountries = $util.emptyArray;

            /**
             * SubmissionPayload origin.
             * @member {string} origin
             * @memberof tocsin.submission.SubmissionPayload
             * @instance
             */
            SubmissionPayload.prototype.origin = "";

            /**
             * SubmissionPayload consentToFederation.
             * @member {boolean} consentToFederation
             * @memberof tocsin.submission.SubmissionPayload
             * @instance
             */
            SubmissionPayload.prototype.consentToFederation = false;

            /**
             * SubmissionPayload checkIns.
             * @member {Array.<Uint8Array>} checkIns
             * @memberof tocsin.submission.SubmissionPayload
             * @instance
             */
            SubmissionPayload.prototype.checkIns = $util.emptyArray;

            /**
             * SubmissionPayload submissionType.
             * @member {tocsin.submission.SubmissionPayload.SubmissionType} submissionType
             * @memberof tocsin.submission.SubmissionPayload
             * @instance
             */
            SubmissionPayload.prototype.submissionType = 0;

            /**
             * SubmissionPayload checkInProtectedReports.
             * @member {Array.<Uint8Array>} checkInProtectedReports
             * @memberof tocsin.submission.SubmissionPayload
             * @instance
             */
            SubmissionPayload.prototype.checkInProtectedReports = $util.emptyArray;

            /**
             * Encodes the specified SubmissionPayload message. Does not implicitly {@link tocsin.submission.SubmissionPayload.verify|verify} messages.
             * @function encode
             * @memberof tocsin.submission.SubmissionPayload
             * @static
             * @param {tocsin.submission.SubmissionPayload.$Properties} message SubmissionPayload message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            SubmissionPayload.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.keys != null && message.keys.length)
                    for (let i = 0; i < message.keys.length; ++i)
                        $root.tocsin.submission.SubmittedKey.encode(message.keys[i], writer.uint32(/* id 1, wireType 2 =*/10).fork(), _depth + 1).ldelim();
                if (message.requestPadding != null && $Object.hasOwnProperty.call(message, "requestPadding"))
                    writer.uint32(/* id 2, wireType 2 =*/18).bytes(message.requestPadding);
                if (message.visitedCountries != null && message.visitedCountries.length)
                    for (let i = 0; i < message.visitedCountries.length; ++i)
                        writer.uint32(/* id 3, wireType 2 =*/26).string(message.visitedCountries[i]);
                if (message.origin != null && $Object.hasOwnProperty.call(message, "origin"))
                    writer.uint32(/* id 4, wireType 2 =*/34).string(message.origin);
                if (message.consentToFederation != null && $Object.hasOwnProperty.call(message, "consentToFederation"))
                    writer.uint32(/* id 5, wireType 0 =*/40).bool(message.consentToFederation);
                if (message.checkIns != null && message.checkIns.length)
                    for (let i = 0; i < message.checkIns.length; ++i)
                        writer.uint32(/* id 6, wireType 2 =*/50).bytes(message.checkIns[i]);
                if (message.submissionType != null && $Object.hasOwnProperty.call(message, "submissionType"))
                    writer.uint32(/* id 7, wireType 0 =*/56).int32(message.submissionType);
                if (message.checkInProtectedReports != null && message.checkInProtectedReports.length)
                    for (let i = 0; i < message.checkInProtectedReports.length; ++i)
                        writer.uint32(/* id 8, wireType 2 =*/66).bytes(message.checkInProtectedReports[i]);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a SubmissionPayload message from the specified reader or buffer.
             * @function decode
             * @memberof tocsin.submission.SubmissionPayload
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {tocsin.submission.SubmissionPayload & tocsin.submission.SubmissionPayload.$Shape} SubmissionPayload
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            SubmissionPayload.decode = function (reader, length, _end, _depth, _target) {
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
                message = _target || new $root.tocsin.submission.SubmissionPayload();
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
                            message.keys.push($root.tocsin.submission.SubmittedKey.decode(reader, reader.size(), $undefined, _depth + 1));
                            continue;
                        }
                    case 2: {
                            if (wireType !== 2)
                                break;
                            message.requestPadding = reader.bytes();
                            continue;
                        }
                    case 3: {
                            if (wireType !== 2)
                                break;
                            if (!(message.visitedCountries && message.visitedCountries.length))
                                message.visitedCountries = [];
                            message.visitedCountries.push(reader.string());
                            continue;
                        }
                    case 4: {
                            if (wireType !== 2)
                                break;
                            message.origin = reader.string();
                            continue;
                        }
                    case 5: {
                            if (wireType !== 0)
                                break;
                            message.consentToFederation = reader.bool();
                            continue;
                        }
                    case 6: {
                            if (wireType !== 2)
                                break;
                            if (!(message.checkIns && message.checkIns.length))
                                message.checkIns = [];
                            message.checkIns.push(reader.bytes());
                            continue;
                        }
                    case 7: {
                            if (wireType !== 0)
                                break;
                            value = reader.int32();
                            if ($root.tocsin.submission.SubmissionPayload.SubmissionType[value] !== $undefined)
                                message.submissionType = value;
                            else if (!reader.discardUnknown) {
                                $util.makeProp(message, "$unknowns", false);
                                (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                            }
                            continue;
                        }
                    case 8: {
                            if (wireType !== 2)
                                break;
                            if (!(message.checkInProtectedReports && message.checkInProtectedReports.length))
                                message.checkInProtectedReports = [];
                            message.checkInProtectedReports.push(reader.bytes());
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
             * SubmissionType enum.
             * @name tocsin.submission.SubmissionPayload.SubmissionType
             * @enum {number}
             * @property {number} SUBMISSION_TYPE_PCR_TEST=0 SUBMISSION_TYPE_PCR_TEST value
             * @property {number} SUBMISSION_TYPE_RAPID_TEST=1 SUBMISSION_TYPE_RAPID_TEST value
             * @property {number} SUBMISSION_TYPE_HOST_WARNING=2 SUBMISSION_TYPE_HOST_WARNING value
             * @property {number} SUBMISSION_TYPE_SRS_SELF_TEST=3 SUBMISSION_TYPE_SRS_SELF_TEST value
             * @property {number} SUBMISSION_TYPE_SRS_REGISTERED_RAT=4 SUBMISSION_TYPE_SRS_REGISTERED_RAT value
             * @property {number} SUBMISSION_TYPE_SRS_UNREGISTERED_RAT=5 SUBMISSION_TYPE_SRS_UNREGISTERED_RAT value
             * @property {number} SUBMISSION_TYPE_SRS_REGISTERED_PCR=6 SUBMISSION_TYPE_SRS_REGISTERED_PCR value
             * @property {number} SUBMISSION_TYPE_SRS_UNREGISTERED_PCR=7 SUBMISSION_TYPE_SRS_UNREGISTERED_PCR value
             * @property {number} SUBMISSION_TYPE_SRS_RAPID_PCR=8 SUBMISSION_TYPE_SRS_RAPID_PCR value
             * @property {number} SUBMISSION_TYPE_SRS_OTHER=9 SUBMISSION_TYPE_SRS_OTHER value
             */
            SubmissionPayload.SubmissionType = (function() {
                const valuesById = $Object.create(null), values = $Object.create(valuesById);
                values[valuesById[0] = "SUBMISSION_TYPE_PCR_TEST"] = 0;
                values[valuesById[1] = "SUBMISSION_TYPE_RAPID_TEST"] = 1;
                values[valuesById[2] = "SUBMISSION_TYPE_HOST_WARNING"] = 2;
                values[valuesById[3] = "SUBMISSION_TYPE_SRS_SELF_TEST"] = 3;
                values[valuesById[4] = "SUBMISSION_TYPE_SRS_REGISTERED_RAT"] = 4;
                values[valuesById[5] = "SUBMISSION_TYPE_SRS_UNREGISTERED_RAT"] = 5;
                values[valuesById[6] = "SUBMISSION_TYPE_SRS_REGISTERED_PCR"] = 6;
                values[valuesById[7] = "SUBMISSION_TYPE_SRS_UNREGISTERED_PCR"] = 7;
                values[valuesById[8] = "SUBMISSION_TYPE_SRS_RAPID_PCR"] = 8;
                values[valuesById[9] = "SUBMISSION_TYPE_SRS_OTHER"] = 9;
                return values;
            })();

            return SubmissionPayload;
        })();

        submission.SubmittedKey = (function() {

            /**
             * Properties of a SubmittedKey.
             * @typedef {Object} tocsin.submission.SubmittedKey.$Properties
             * @property {Uint8Array|null} [keyData] SubmittedKey keyData
             * @property {number|null} [transmissionRiskLevel] SubmittedKey transmissionRiskLevel
             * @property {number|null} [rollingStartIntervalNumber] SubmittedKey rollingStartIntervalNumber
             * @property {number|null} [rollingPeriod] SubmittedKey rollingPeriod
             * @property {number|null} [daysSinceOnsetOfSymptoms] SubmittedKey daysSinceOnsetOfSymptoms
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a SubmittedKey.
             * @memberof tocsin.submission
             * @interface ISubmittedKey
             * @augments tocsin.submission.SubmittedKey.$Properties
             * @deprecated Use tocsin.submission.SubmittedKey.$Properties instead.
             */

            /**
             * Shape of a SubmittedKey.
             * @typedef {tocsin.submission.SubmittedKey.$Properties} tocsin.submission.SubmittedKey.$Shape
             */

            /**
             * Constructs a new SubmittedKey.
             * @memberof tocsin.submission
             * @classdesc Represents a SubmittedKey.
             * @constructor
             * @param {tocsin.submission.SubmittedKey.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const SubmittedKey = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * SubmittedKey keyData.
             * @member {Uint8Array} keyData
             * @memberof tocsin.submission.SubmittedKey
             * @instance
             */
            SubmittedKey.prototype.keyData = $util.newBuffer([]);

            /**
             * SubmittedKey transmissionRiskLevel.
             * @member {number} transmissionRiskLevel
             * @memberof tocsin.submission.SubmittedKey
             * @instance
             */
            SubmittedKey.prototype.transmissionRiskLevel = 0;

            /**
             * SubmittedKey rollingStartIntervalNumber.
             * @member {number} rollingStartIntervalNumber
             * @memberof tocsin.submission.SubmittedKey
             * @instance
             */
            SubmittedKey.prototype.rollingStartIntervalNumber = 0;

            /**
             * SubmittedKey rollingPeriod.
             * @member {number} rollingPeriod
             * @memberof tocsin.submission.SubmittedKey
             * @instance
             */
            SubmittedKey.prototype.rollingPeriod = 144;

            /**
             * SubmittedKey daysSinceOnsetOfSymptoms.
             * @member {number} daysSinceOnsetOfSymptoms
             * @memberof tocsin.submission.SubmittedKey
             * @instance
             */
            SubmittedKey.prototype.daysSinceOnsetOfSymptoms = 0;

            /**
             * Encodes the specified SubmittedKey message. Does not implicitly {@link tocsin.submission.SubmittedKey.verify|verify} messages.
             * @function encode
             * @memberof tocsin.submission.SubmittedKey
             * @static
             * @param {tocsin.submission.SubmittedKey.$Properties} message SubmittedKey message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            SubmittedKey.encode = function (message, writer, _depth) {
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
                if (message.daysSinceOnsetOfSymptoms != null && $Object.hasOwnProperty.call(message, "daysSinceOnsetOfSymptoms"))
                    writer.uint32(/* id 6, wireType 0 =*/48).sint32(message.daysSinceOnsetOfSymptoms);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a SubmittedKey message from the specified reader or buffer.
             * @function decode
             * @memberof tocsin.submission.SubmittedKey
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {tocsin.submission.SubmittedKey & tocsin.submission.SubmittedKey.$Shape} SubmittedKey
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            SubmittedKey.decode = function (reader, length, _end, _depth, _target) {
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
                message = _target || new $root.tocsin.submission.SubmittedKey();
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
                    case 6: {
                            if (wireType !== 0)
                                break;
                            message.daysSinceOnsetOfSymptoms = reader.sint32();
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

            return SubmittedKey;
        })();

        return submission;
    })();

    return tocsin;
})();

export {
  $root as default
};
