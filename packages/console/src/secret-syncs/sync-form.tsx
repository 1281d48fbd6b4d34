import { Modal, Skeleton, Stack } from "@mantine/core";
import { useConnectableApps } from "../app-connections/use-connectable-apps.ts";
import { Failure } from "../ui/failure.tsx";
import { Form } from "../ui/form.tsx";
import { FormActions } from "../ui/form-actions.tsx";
import { hasDestination, hasSource, type SyncDraft } from "./sync-draft.ts";
import { SyncFields } from "./sync-fields.tsx";

interface SyncFormProps {
  readonly title: string;
  readonly verb: string;
  readonly draft: SyncDraft;
  readonly onChange: (part: Partial<SyncDraft>) => void;
  readonly write: { readonly pending: boolean; readonly error: unknown };
  /** Whether there is anything to save. */
  readonly isEdited: boolean;
  readonly onSave: () => Promise<void>;
  readonly onClose: () => void;
}

/** The dialog that a sync is created and edited in. */
export function SyncForm(props: SyncFormProps) {
  const { title, verb, draft, onChange, write, isEdited, onSave, onClose } = props;
  const { data, error, refetch } = useConnectableApps();
  const app = data?.apps.find((one) => one.app === draft.connection?.app);
  const isReady =
    isEdited &&
    draft.name.trim() !== "" &&
    hasSource(draft.source) &&
    hasDestination(draft, app?.variables?.destinationFields);
  return (
    <Modal
      opened
      onClose={onClose}
      title={title}
      size="lg"
      // What has been filled in would be gone.
      closeOnClickOutside={false}
      closeButtonProps={{ "aria-label": "Close" }}
    >
      {error && !data && <Failure error={error} retry={() => void refetch()} />}
      {!data && !error && <Skeleton height={320} />}
      {data && (
        <Form onSubmit={onSave}>
          <Stack gap="lg">
            <SyncFields draft={draft} apps={data.apps} onChange={onChange} error={write.error} />
            <Failure error={write.error} />
            <FormActions verb={verb} pending={write.pending} disabled={!isReady} onCancel={onClose} />
          </Stack>
        </Form>
      )}
    </Modal>
  );
}
