/** Text from bytes. A byte order mark decides, then the declared character set, then the XML prolog, then UTF-8;
 *  a declaration that the bytes contradict gives way to the next one, and at last a bad byte becomes U+FFFD. */
export function decode(bytes: Uint8Array, contentType: string | undefined): string {
  const marked = byteOrderMark(bytes);
  if (marked !== undefined) return new TextDecoder(marked).decode(bytes);
  const labels = [parameter(contentType ?? '', 'charset'), prologEncoding(bytes), 'utf-8'];
  for (const label of labels) {
    const text = label === undefined ? undefined : tryDecode(bytes, label);
    if (text !== undefined) return text;
  }
  return new TextDecoder().decode(bytes);
}

function byteOrderMark([a, b, c]: Uint8Array): string | undefined {
  if (a === 0xef && b === 0xbb && c === 0xbf) return 'utf-8';
  if (a === 0xff && b === 0xfe) return 'utf-16le';
  if (a === 0xfe && b === 0xff) return 'utf-16be';
  return undefined;
}

function tryDecode(bytes: Uint8Array, label: string): string | undefined {
  try {
    return new TextDecoder(label, { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

function prologEncoding(bytes: Uint8Array): string | undefined {
  const start = new TextDecoder('latin1').decode(bytes.subarray(0, 200));
  if (!start.trimStart().startsWith('<?xml')) return undefined;
  return parameter(start.slice(0, start.indexOf('?>')), 'encoding');
}

/** The value of `name=value` or `name="value"` in a header or prolog. */
function parameter(text: string, name: string): string | undefined {
  const at = text.toLowerCase().indexOf(`${name}=`);
  if (at < 0) return undefined;
  return /^["']?([\w.:-]{1,40})/.exec(text.slice(at + name.length + 1, at + name.length + 50))?.[1];
}
