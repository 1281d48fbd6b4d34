const ADDRESS_MAX_LENGTH = 500;
const PORT_MAX = 65_535;

/**
 * RFC 8252 section 7.3: a server on the person's own machine, at any port. Matched as it is written, so that nobody can
 * read it differently; `localhost` may lead elsewhere (section 8.3).
 */
const LOOPBACK = /^http:\/\/(?:127\.0\.0\.1|\[::1\]):([1-9]\d{0,4})(?:\/[!-~]*)?$/;
const UNFIT = /[#\\"<>^`{|}]/;

export function isLoopbackAddress(text: string): boolean {
  const port = LOOPBACK.exec(text)?.[1];
  return text.length <= ADDRESS_MAX_LENGTH && Number(port) <= PORT_MAX && !UNFIT.test(text);
}
