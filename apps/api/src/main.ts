import { createApp } from './app.js';
import { ConfigRefused, readConfig } from './kernel/index.js';

try {
  const config = readConfig(process.env);
  const app = await createApp(config);
  await app.listen(config.port, config.host);
  process.stdout.write(`Cerebrate is ready at ${config.baseUrl}\n`);
} catch (error) {
  process.stderr.write(
    `${error instanceof ConfigRefused ? error.message : `Cerebrate could not start: ${(error as Error).stack}`}\n`,
  );
  process.exitCode = 1;
}
