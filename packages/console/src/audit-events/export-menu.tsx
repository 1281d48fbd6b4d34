import { Button, Menu } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { IconDownload } from "@tabler/icons-react";
import { useState } from "react";
import { usePlace } from "../app/place.ts";
import { saveFile } from "../ui/save-file.ts";
import { exportEvents } from "./audit-reads.ts";
import { useAuditState } from "./audit-state.ts";

const FORMATS = [
  { format: "csv", label: "CSV, for spreadsheets" },
  { format: "jsonl", label: "JSON lines, for programs" },
] as const;

/** All events that the filters let through, not only the page that is shown. */
export function ExportMenu() {
  const place = usePlace();
  const { search } = useAuditState();
  const [pending, setPending] = useState(false);
  async function save(format: "csv" | "jsonl") {
    setPending(true);
    try {
      const file = await exportEvents(place, search, format);
      saveFile(fileNameOf(place, format), await file.blob());
    } catch {
      notifications.show({ color: "red", message: "The export broke off. Nothing was saved; try again." });
    } finally {
      setPending(false);
    }
  }
  return (
    <Menu position="bottom-end" shadow="md">
      <Menu.Target>
        <Button variant="default" leftSection={<IconDownload size={16} />} loading={pending}>
          Export
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {FORMATS.map(({ format, label }) => (
          <Menu.Item key={format} onClick={() => void save(format)}>
            {label}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}

function fileNameOf({ org, team }: { org: string; team: string | undefined }, format: string): string {
  const day = new Date().toISOString().slice(0, 10);
  return `audit-${team ?? org}-${day}.${format}`;
}
