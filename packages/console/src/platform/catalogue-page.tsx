import { Button, Group, Skeleton, Stack, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { IconDownload, IconUpload } from "@tabler/icons-react";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useState } from "react";
import { type Answer, read } from "../api/read.ts";
import { catalogueTree, keepInTree } from "../roles/catalogue-tree.ts";
import { Failure } from "../ui/failure.tsx";
import { PageHeader } from "../ui/page-header.tsx";
import { Panel } from "../ui/panel.tsx";
import { saveFile } from "../ui/save-file.ts";
import { SearchInput } from "../ui/search-input.tsx";
import { compact } from "../ui/search-state.ts";
import { countWords } from "../ui/total-words.ts";
import { CatalogueList } from "./catalogue-list.tsx";
import { operatorPart } from "./catalogue-document.ts";
import { useOperator } from "./operator.ts";
import { ReplaceCatalogue } from "./replace-catalogue.tsx";

type Catalogue = Answer<"getCatalogue">;

/** Every permission that a role may hold. */
export function CataloguePage() {
  const { org, can } = useOperator();
  const [replacing, setReplacing] = useState(false);
  const { data, error, refetch } = useQuery(read(org, "getCatalogue", {}));
  const actions = data && (
    <>
      <Button variant="default" leftSection={<IconDownload size={16} />} onClick={() => download(data)}>
        Download yours
      </Button>
      {can("platform:admin:catalogue:update") && (
        <Button leftSection={<IconUpload size={16} />} onClick={() => setReplacing(true)}>
          Replace yours
        </Button>
      )}
    </>
  );
  return (
    <>
      <PageHeader title="Catalogue" actions={actions}>
        The permissions of this installation: those that Keywright asks for itself, and yours, which your own
        API asks for.
      </PageHeader>
      {error && !data ? <Failure error={error} retry={() => void refetch()} /> : <Tree catalogue={data} />}
      {replacing && data && <ReplaceCatalogue catalogue={data} onClose={() => setReplacing(false)} />}
    </>
  );
}

function download(catalogue: Catalogue): void {
  const text = `${JSON.stringify({ permissions: operatorPart(catalogue) }, null, 2)}\n`;
  saveFile("catalogue.json", new Blob([text], { type: "application/json" }));
}

function Tree({ catalogue }: { readonly catalogue: Catalogue | undefined }) {
  const { search } = useSearch({ strict: false }) as { search?: string };
  const navigate = useNavigate();
  if (!catalogue) return <Skeleton height={420} />;
  const whole = catalogueTree(
    catalogue,
    catalogue.scopes.map(({ scope }) => scope),
  );
  const wanted = search?.toLowerCase();
  const shown = wanted
    ? keepInTree(whole, ({ permission, label }) => `${permission} ${label}`.toLowerCase().includes(wanted))
    : whole;
  const found = shown.reduce((sum, { all }) => sum + all.length, 0);
  return (
    <Stack gap="sm">
      <Group gap="sm">
        <SearchInput
          label="Search permissions"
          value={search}
          onSearch={(text) =>
            void navigate({ to: ".", search: compact({ search: text }) as never, replace: true })
          }
        />
        <Text fz={13} c="dimmed">
          {wanted ? `${countWords(found)} of ${countWords(catalogue.count)}` : countWords(catalogue.count)}{" "}
          permissions
        </Text>
      </Group>
      <Panel flush>
        <CatalogueList tree={shown} open={wanted !== undefined} />
      </Panel>
    </Stack>
  );
}
