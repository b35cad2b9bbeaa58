/** The same reading, made once for each object and kept as long as it. */
export function once<Of extends object, Made>(make: (of: Of) => Made): (of: Of) => Made {
  const kept = new WeakMap<Of, Made>();
  return (of) => {
    const before = kept.get(of);
    if (before !== undefined) return before;
    const made = make(of);
    kept.set(of, made);
    return made;
  };
}
