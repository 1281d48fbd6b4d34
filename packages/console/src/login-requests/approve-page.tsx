import { Skeleton } from "@mantine/core";
import { ApiError } from "@keywright/sdk";
import { useQuery } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import { useState } from "react";
import { read } from "../api/read.ts";
import { OutsidePage } from "../sign-in/outside-page.tsx";
import { Failure } from "../ui/failure.tsx";
import { type Answered, AnsweredPage } from "./answered-page.tsx";
import { ApprovalPage } from "./approval-page.tsx";
import { EndedPage } from "./ended-page.tsx";

const NOT_FOUND = 404;
/** It may end elsewhere while somebody looks at it. */
const LOOK_AGAIN_MS = 5000;

/** A command line waits for a person to say yes or no. */
export function ApprovePage() {
  const { loginRequestId = "" } = useParams({ strict: false });
  const [answered, setAnswered] = useState<Answered>();
  const {
    data: request,
    error,
    refetch,
  } = useQuery({
    ...read(undefined, "getLoginRequest", { params: { loginRequestId } }),
    refetchInterval: ({ state }) => (state.data?.status === "pending" ? LOOK_AGAIN_MS : false),
  });
  if (answered) return <AnsweredPage answered={answered} />;
  if (error instanceof ApiError && error.status === NOT_FOUND) return <EndedPage status="unknown" />;
  if (!request) {
    return (
      <OutsidePage title="Log in a command line" wide>
        {error ? <Failure error={error} retry={() => void refetch()} /> : <Skeleton height={600} />}
      </OutsidePage>
    );
  }
  if (request.status !== "pending") return <EndedPage status={request.status} />;
  return <ApprovalPage request={request} onAnswered={setAnswered} />;
}
