import { Text, UnstyledButton } from "@mantine/core";
import type { ConnectableApp } from "./app-connection.ts";
import classes from "./app-gallery.module.css";

interface AppGalleryProps {
  readonly apps: readonly ConnectableApp[];
  readonly onChoose: (app: string) => void;
}

/** What can be connected to. */
export function AppGallery({ apps, onChoose }: AppGalleryProps) {
  return (
    <ul className={classes.gallery} aria-label="Platforms">
      {apps.map(({ app, title, summary }) => (
        <li key={app}>
          <UnstyledButton className={classes.app} onClick={() => onChoose(app)}>
            <Text component="span" fw={600} fz={14}>
              {title}
            </Text>
            <Text component="span" fz={13} c="dimmed">
              {summary}
            </Text>
          </UnstyledButton>
        </li>
      ))}
    </ul>
  );
}
