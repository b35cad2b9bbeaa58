import { createRequire } from 'node:module';

/** A score of a text: above 0 positive, below 0 negative. */
export type Score = (text: string) => number;

const require = createRequire(import.meta.url);

/** What a package exports, also where it is wrapped in `default`. */
function load<T>(name: string): T {
  const loaded = require(name) as T | { default: T };
  return typeof loaded === 'object' && loaded !== null && 'default' in loaded ? loaded.default : (loaded as T);
}

const wordsOf = (text: string): string[] =>
  text
    .toLowerCase()
    .split(/[^\p{L}\p{N}']+/u)
    .filter(Boolean);

function natural(language: 'Dutch' | 'English'): Score {
  const Analyzer = load<
    new (
      language: string,
      stemmer: object,
      type: string,
    ) => { getSentiment(words: string[]): number }
  >('natural/lib/natural/sentiment/SentimentAnalyzer.js');
  const stemmer = load<object>(`natural/lib/natural/stemmers/porter_stemmer${language === 'Dutch' ? '_nl' : ''}.js`);
  const analyzer = new Analyzer(language, stemmer, language === 'Dutch' ? 'pattern' : 'afinn');
  return (text) => {
    const words = wordsOf(text);
    return words.length === 0 ? 0 : analyzer.getSentiment(words);
  };
}

function multilang(language: 'nl' | 'en'): Score {
  const analyse = load<(text: string, language: string) => { score: number }>('multilang-sentiment');
  return (text) => analyse(text, language).score;
}

function sentiment(): Score {
  const Sentiment = load<new () => { analyze(text: string): { score: number } }>('sentiment');
  const analyser = new Sentiment();
  return (text) => analyser.analyze(text).score;
}

function wink(): Score {
  const analyse = load<(text: string) => { score: number }>('wink-sentiment');
  return (text) => (text.trim() === '' ? 0 : analyse(text).score);
}

function vader(): Score {
  const { SentimentIntensityAnalyzer: analyser } = require('vader-sentiment') as {
    SentimentIntensityAnalyzer: { polarity_scores(text: string): { compound: number } };
  };
  return (text) => analyser.polarity_scores(text).compound;
}

/** The packages for Node that offer sentiment for a language. */
export const peers: Readonly<Record<'nl' | 'en', Readonly<Record<string, Score>>>> = {
  nl: { natural: natural('Dutch'), 'multilang-sentiment': multilang('nl') },
  en: {
    natural: natural('English'),
    sentiment: sentiment(),
    'wink-sentiment': wink(),
    'vader-sentiment': vader(),
    'multilang-sentiment': multilang('en'),
  },
};
