/** The first part of the program: what it is and how it is started. No other part needs it. */
export const TOP_BANNER = `#!/usr/bin/env node
// Compares trading strategies on a period of history. Each strategy asks a language model what to do, and goes by a text of
// its own. At the end there is a ranking on the screen, and a report of each strategy below ./dump.
//
// Run it with Node 20 or later, where backtest-connection-kit is installed. The environment says what it works with:
//
//   MODEL_URL              an OpenAI-compatible interface; http://localhost:11434/v1, an Ollama of your own, by default
//   MODEL_NAME             the model to ask; qwen3:8b by default
//   MODEL_API_KEY          the key of the interface, if it wants one; taken out of what is printed
//   MODEL_TIMEOUT_SECONDS  how long the model may take for an answer, at most 3600; 120 by default
//   MODEL_RETRY_SECONDS    the first pause before a model that was not there is asked again; 1 by default
//   MODEL_FAILURE_LIMIT    how many questions in a row without an answer end a strategy; 20 by default
//   CANDLES_URL            a Binance-compatible interface; https://api.binance.com by default`;
