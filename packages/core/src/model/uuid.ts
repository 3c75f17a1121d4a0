/** Some bytes as hexadecimal digits. */
export function toHex(bytes: Uint8Array): string {
  let digits = '';
  for (const byte of bytes) digits += (byte | 256).toString(16).slice(1);
  return digits;
}

/** 32 hexadecimal digits as a UUID (RFC 9562, section 4); its version and variant replace what stood in their bits. */
export const toUuid = (digits: string, version: number): string => {
  const part = (start: number, end?: number): string => digits.slice(start, end);
  const variant = ((Number(`0x${digits[16]}`) & 3) | 8).toString(16);
  return `${part(0, 8)}-${part(8, 12)}-${version}${part(13, 16)}-${variant}${part(17, 20)}-${part(20)}`;
};
