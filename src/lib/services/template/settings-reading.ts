/** What reads the environment. */
export const SETTINGS_READING = `/**
 * An address from the environment. One with a password in it would show up in messages. A wrong one ends the program.
 *
 * @param {string} name
 * @param {string} byDefault
 * @returns {string} without a slash at its end
 */
function readAddress(name, byDefault) {
  const address = (process.env[name] || byDefault).trim();
  const { protocol, username, password } = new URL(URL.canParse(address) ? address : "about:blank");
  if (!/^https?:$/.test(protocol) || username !== "" || password !== "") {
    refuseToStart(\`\${name} must be an http or https address without a user or password in it\`);
  }
  return address.replace(/\\/+$/, "");
}

/**
 * A number from the environment. A wrong one ends the program.
 *
 * @param {string} name
 * @param {number} byDefault
 * @param {number} most
 * @returns {number}
 */
function readPositive(name, byDefault, most) {
  const value = Number(process.env[name] || byDefault);
  if (!(value > 0 && value <= most)) {
    const found = JSON.stringify(process.env[name]);
    refuseToStart(\`\${name} must be a number above 0 and at most \${most}, not \${found}\`);
  }
  return value;
}`;
