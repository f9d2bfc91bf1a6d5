import { S3Storage, type S3StorageOptions } from '../../src/storage/s3.js';
import { storageChecks } from '../../src/testing/check-storage.js';

/** What runs in the page: `runCheck(name, options)` runs one check, and gives `ok` or what failed. */
Object.assign(globalThis, {
  async runCheck(name: string, options: S3StorageOptions): Promise<string> {
    const check = storageChecks(() => new S3Storage(options)).find((one) => one.name === name);
    try {
      await check?.run();
      return check === undefined ? `there is no check ${name}` : 'ok';
    } catch (error) {
      return error instanceof Error ? (error.stack ?? error.message) : String(error);
    }
  },
});
