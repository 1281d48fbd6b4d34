import type { ErrorComponentProps } from "@tanstack/react-router";
import { ApiError } from "@keywright/sdk";
import { Failure } from "../ui/failure.tsx";
import { NotFoundPage } from "./not-found-page.tsx";

export function PageFailure({ error, reset }: ErrorComponentProps) {
  if (error instanceof ApiError && error.status === 404) return <NotFoundPage />;
  return <Failure error={error} retry={reset} />;
}
