/** Some bytes as hexadecimal digits. */
export const toHex = (bytes: Uint8Array): string =>
  [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');

/** 32 hexadecimal digits as a UUID (RFC 9562, section 4); its version and variant replace what stood in their bits. */
export const toUuid = (digits: string, version: number): string =>
  digits.replace(
    /(.{8})(.{4}).(.{3})(.)(.{3})/,
    (_, a: string, b: string, c: string, variant: string, d: string) =>
      [a, b, version + c, ((Number(`0x${variant}`) & 3) | 8).toString(16) + d, ''].join('-'),
  );
