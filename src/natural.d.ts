/** The parts of natural that are used, by subpath: the package as a whole loads database clients and 34 MB of word lists. */
declare module 'natural/lib/natural/distance/jaro-winkler_distance.js' {
  /** 0…1, 1 for equal. */
  export default function JaroWinklerDistance(a: string, b: string, options: { ignoreCase?: boolean }): number;
}
declare module 'natural/lib/natural/stemmers/porter_stemmer_nl.js' {
  const stemmer: { stem(word: string): string };
  export default stemmer;
}
declare module 'natural/lib/natural/stemmers/porter_stemmer.js' {
  const stemmer: { stem(word: string): string };
  export default stemmer;
}
