/**
 * What sends requests. `fetch` would end a response that takes longer than five minutes,
 * and unpack whatever comes.
 */
export const HTTP_REQUEST = `/**
 * Sends a request and reads the response. No redirect is followed: a request goes where it was meant to go.
 *
 * @param {string} url
 * @param {object} options
 * @param {string} [options.method]
 * @param {Record<string, string>} [options.headers]
 * @param {string} [options.body]
 * @param {AbortSignal | undefined} [options.signal] - ends the request
 * @param {number} options.timeoutMs - for the whole of it, to the last byte
 * @param {number} options.maxBytes - of the response
 * @returns {Promise<{ status: number, retryAfter: number | null, body: string }>} \`retryAfter\` in seconds
 */
function sendRequest(url, { body, timeoutMs, maxBytes, ...options }) {
  const { request } = url.startsWith("https:") ? nodeHttps : nodeHttp;
  return new Promise((resolve, reject) => {
    const outgoing = request(url, options, (response) => {
      /** @type {Buffer[]} */
      const chunks = [];
      let length = 0;
      response.on("data", (chunk) => {
        chunks.push(chunk);
        length += chunk.length;
        if (length > maxBytes) {
          const reason = \`the response is longer than \${maxBytes / 1_000_000} MB\`;
          outgoing.destroy(Object.assign(new Error(reason), { name: "LengthError" }));
        }
      });
      response.on("error", reject);
      response.on("end", () => {
        const seconds = Number(response.headers["retry-after"]);
        resolve({
          status: response.statusCode ?? 0,
          retryAfter: seconds > 0 ? seconds : null,
          body: new TextDecoder().decode(Buffer.concat(chunks)),
        });
      });
    });
    const timer = nodeTimers.setTimeout(() => {
      outgoing.destroy(Object.assign(new Error(\`no answer within \${timeoutMs / 1000} s\`), { name: "TimeoutError" }));
    }, Math.ceil(timeoutMs));
    outgoing.on("error", reject);
    outgoing.on("close", () => {
      nodeTimers.clearTimeout(timer);
      // Has no effect on a request that has been answered.
      reject(new Error("the connection was closed"));
    });
    outgoing.end(body);
  });
}`;
