/**
 * What sends requests. `fetch` would end a response that takes longer than five minutes,
 * and unpack whatever comes.
 */
export const HTTP_REQUEST = `/** The three forms of an instant in a header, by RFC 9110, 5.6.7: the one in use, and two that are obsolete. */
const HEADER_DATES = [
  /^[a-z]{3}, (?<day>\\d\\d) (?<month>[a-z]{3}) (?<year>\\d{4}) (?<time>\\d\\d:\\d\\d:\\d\\d) GMT$/i,
  /^[a-z]{6,9}, (?<day>\\d\\d)-(?<month>[a-z]{3})-(?<year>\\d\\d) (?<time>\\d\\d:\\d\\d:\\d\\d) GMT$/i,
  /^[a-z]{3} (?<month>[a-z]{3}) (?<day>[ \\d]\\d) (?<time>\\d\\d:\\d\\d:\\d\\d) (?<year>\\d{4})$/i,
];

/**
 * The instant a header names, in milliseconds.
 *
 * @param {string} text
 * @returns {number} NaN for what is none
 */
function readHeaderDate(text) {
  const {
    day = "",
    month = "",
    year = "",
    time = "",
  } = HEADER_DATES.map((form) => form.exec(text)?.groups).find((groups) => groups !== undefined) ?? {};
  const thisYear = new Date(Date.now()).getUTCFullYear();
  const century = Math.floor(thisYear / 100) * 100;
  // Of two digits, what seems to be more than fifty years ahead is the past.
  const shortYear = century + Number(year) > thisYear + 50 ? century + Number(year) - 100 : century + Number(year);
  return Date.parse(\`\${day.trim()} \${month} \${year.length === 2 ? shortYear : year} \${time} GMT\`);
}

/**
 * How long a server wants to be left alone.
 *
 * @param {string | undefined} text - seconds, or an instant
 * @returns {number | null} in seconds; \`null\` for none, and for what cannot be read
 */
function readPause(text = "") {
  const value = text.trim();
  const isNumber = /^\\d+(?:\\.\\d+)?$/.test(value);
  const seconds = isNumber ? Number(value) : Math.ceil((readHeaderDate(value) - Date.now()) / 1000);
  return seconds > 0 && Number.isFinite(seconds) ? seconds : null;
}

/**
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
        resolve({
          status: response.statusCode ?? 0,
          retryAfter: readPause(response.headers["retry-after"]),
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
