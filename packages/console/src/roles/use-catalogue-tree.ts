import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { read } from "../api/read.ts";
import { usePlace } from "../app/place.ts";
import { catalogueTree } from "./catalogue-tree.ts";

/** What roles of this place may list: a team's nothing above the team, and the installation's only the operator's own. */
export function useCatalogueTree() {
  const { org, team, membership } = usePlace();
  const { data: catalogue, error, refetch } = useQuery(read(org, "getCatalogue", {}));
  const isTeam = team !== undefined;
  const { isOperator } = membership;
  const tree = useMemo(() => {
    const inTeams = ["team", "project"];
    const scopes = isTeam ? inTeams : [...(isOperator ? ["platform"] : []), "org", ...inTeams];
    return catalogue && catalogueTree(catalogue, scopes);
  }, [catalogue, isTeam, isOperator]);
  return { tree, error, refetch };
}
