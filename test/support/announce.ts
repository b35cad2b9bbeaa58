/** Says what this run leaves out, and how to run it. */
export default function announce(): void {
  if (!process.env.MONGODB_URI) {
    process.stdout.write('Not run: the suites on a real MongoDB. Start one and set MONGODB_URI, or run .ci/run.\n');
  }
  if (!process.env.CHROMIUM) {
    process.stdout.write('Not run: the suites in a real browser. Set CHROMIUM=/usr/bin/chromium, or run .ci/run.\n');
  }
}
