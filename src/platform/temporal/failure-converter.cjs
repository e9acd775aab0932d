'use strict'
/*
 * Loaded by path, into the worker and into the workflow's bundle; hence CommonJS. Without it messages and stack traces
 * of errors would be written into histories as they are, past the codec.
 */
const { DefaultFailureConverter } = require('@temporalio/common')

exports.failureConverter = new DefaultFailureConverter({ encodeCommonAttributes: true })
