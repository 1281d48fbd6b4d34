import { Button } from "@mantine/core";
import { IconDownload } from "@tabler/icons-react";
import { envFile } from "./snippets.ts";

interface DownloadEnvProps {
  readonly name: string;
  readonly value: string;
  readonly onTaken: () => void;
}

export function DownloadEnv({ name, value, onTaken }: DownloadEnvProps) {
  return (
    <Button
      size="xs"
      variant="default"
      leftSection={<IconDownload size={14} />}
      onClick={() => {
        download(`${fileNameOf(name)}.env`, envFile(value));
        onTaken();
      }}
    >
      Download .env
    </Button>
  );
}

function fileNameOf(name: string): string {
  const plain = name.toLowerCase().replaceAll(/[^a-z0-9]+/g, "-");
  return plain.replaceAll(/^-|-$/g, "") || "token";
}

function download(fileName: string, text: string): void {
  const url = URL.createObjectURL(new Blob([text], { type: "text/plain" }));
  Object.assign(document.createElement("a"), { href: url, download: fileName }).click();
  URL.revokeObjectURL(url);
}
