/**
 * Of this package: machines that share work must have one version, since another may learn other bits. A test holds it to
 * package.json.
 */
export const VERSION = '0.1.0';
