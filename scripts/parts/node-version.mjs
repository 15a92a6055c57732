/** Imported first by every program here: says which Node is needed before newer words of the language are met. */
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
if (major < 20 || (major === 20 && minor < 19)) {
  console.error(`Cerebrate needs Node 20.19 or newer; this is ${process.version}. See https://nodejs.org/`);
  process.exit(1);
}
