import { Anchor, Drawer, Skeleton, Stack, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { usePlace } from "../app/place.ts";
import { Failure } from "../ui/failure.tsx";
import { readEvent } from "./audit-reads.ts";
import { EventDiff } from "./event-diff.tsx";
import { EventFacts } from "./event-facts.tsx";
import { EventSentence } from "./event-sentence.tsx";

interface EventDrawerProps {
  readonly eventId: string;
  readonly onClose: () => void;
}

/** One event with all that is known of it. It has an address, so it can be shown to others. */
export function EventDrawer({ eventId, onClose }: EventDrawerProps) {
  const place = usePlace();
  const { data, error, refetch } = useQuery(readEvent(place, eventId));
  const event = data?.auditEvents[0];
  return (
    <Drawer
      opened
      onClose={onClose}
      position="right"
      size="lg"
      title="Audit event"
      closeButtonProps={{ "aria-label": "Close" }}
    >
      <Failure error={data ? undefined : error} retry={() => void refetch()} />
      {!data && !error && <Skeleton height={320} />}
      {data && !event && (
        <Text fz={14}>
          There is no such event here, or it is not among what you may see.{" "}
          <Anchor component="button" type="button" fz={14} onClick={onClose}>
            To the log
          </Anchor>
        </Text>
      )}
      {event && (
        <Stack gap="lg">
          <Text component="div" fz={15}>
            <EventSentence event={event} />
          </Text>
          <EventDiff event={event} />
          <EventFacts event={event} />
        </Stack>
      )}
    </Drawer>
  );
}
