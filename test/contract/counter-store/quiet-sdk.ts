/** Import before the SDK: it warns about the version of Node that runs these tests. */
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true';
