import { type Config, type ConfigSecrets, masterKeyFile } from "./config.ts";
import type { Database } from "./db/database.ts";
import { openDatabase } from "./db/open.ts";
import { createEncryption } from "./encryption/data-keys.ts";
import { loadMasterKeys } from "./encryption/master-keys.ts";
import { createSigner } from "./signing-keys/signer.ts";

/** What serving and commands both need: an open database, its keys, and a mint on them. */
export async function openInstallation(
  config: Config,
  secrets: ConfigSecrets,
  onError: (error: Error) => void,
  given?: Database,
) {
  const masterKeys = await loadMasterKeys(secrets.masterKeys, masterKeyFile(config.dataDir));
  const database = given ?? (await openDatabase(config, onError));
  const encryption = createEncryption(masterKeys);
  const issuerLabel = new URL(config.publicUrl).host;
  const signer = createSigner(encryption, issuerLabel);
  return {
    masterKeys,
    database,
    encryption,
    issuerLabel,
    signer,
    mint: { signer, issuer: config.publicUrl },
  };
}
