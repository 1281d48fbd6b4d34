import { Alert } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { IconAlertCircle } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { read } from "../api/read.ts";
import { useTeamPlace } from "../app/place.ts";
import { syncLink } from "../secret-syncs/sync-links.ts";

const NAMED = 3;

/** Syncs whose last run failed, and which somebody must look at. Nothing where there are none. */
export function FailingSyncs() {
  const place = useTeamPlace();
  const { data } = useQuery(
    read(place.org, "listSyncs", {
      params: { teamId: place.team },
      query: { status: "failed", per_page: NAMED },
    }),
  );
  if (!data || data.syncs.length === 0) return null;
  return (
    <Alert color="red" icon={<IconAlertCircle size={18} />} title="Not everything is delivered" role="status">
      Syncs that failed:{" "}
      {data.syncs.map(({ id, name }, index) => (
        <span key={id}>
          {index > 0 && ", "}
          <Link {...syncLink(place, id)}>{name}</Link>
        </span>
      ))}
      {data.pagination.hasNextPage && (
        <>
          {" "}
          and{" "}
          <Link
            to="/o/$org/t/$team/syncs"
            params={{ org: place.org, team: place.team }}
            search={{ status: "failed" }}
          >
            others
          </Link>
        </>
      )}
      .
    </Alert>
  );
}
