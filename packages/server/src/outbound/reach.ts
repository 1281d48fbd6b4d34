import { lookup, type LookupAddress, type LookupAllOptions } from "node:dns";
import { isIP, type LookupFunction } from "node:net";
import { bareHost, isPrivateAddress, isPublicAddress } from "./addresses.ts";

/** Which addresses may be connected to, where somebody else than the operator names them. */
export interface Reach {
  /** The operator's word: what is named may lie on this machine and in private networks too. */
  readonly privateAddresses: boolean;
}

/** Where the rules of a `Reach` do not lead. */
export class OutOfReach extends Error {
  override readonly name = "OutOfReach";
}

/** Whether the address that a request goes to may be connected to. Link-local and metadata addresses never. */
function mayConnect(address: string, { privateAddresses }: Reach): boolean {
  return isPublicAddress(address) || (privateAddresses && isPrivateAddress(address));
}

/** What the URL alone tells: what its name stands for is judged when it is looked up. */
export function mayReach(url: URL, reach: Reach): boolean {
  const host = bareHost(url);
  if (url.username !== "" || url.password !== "") return false;
  if (isIP(host) !== 0 && !mayConnect(host, reach)) return false;
  if (url.protocol === "http:") return reach.privateAddresses && (isIP(host) === 0 || isPrivateAddress(host));
  return url.protocol === "https:";
}

type ResolveName = (
  host: string,
  options: LookupAllOptions,
  done: (error: NodeJS.ErrnoException | null, found: LookupAddress[]) => void,
) => void;

/** The very address that was judged is connected to, so that a name cannot mean another one a moment later. */
export function lookUpWithin(reach: Reach, protocol: string, resolve: ResolveName = lookup): LookupFunction {
  // What goes over the public internet is not sent in the clear.
  const allows = (address: string) =>
    mayConnect(address, reach) && (protocol === "https:" || isPrivateAddress(address));
  return (host, options, done) => {
    resolve(host, { ...options, all: true }, (error, found) => {
      if (error) return done(error, "");
      const allowed = found.every(({ address }) => allows(address));
      const [first] = found;
      if (!allowed || !first) return done(new OutOfReach("a name of an address that is not allowed"), "");
      return options.all ? done(null, found) : done(null, first.address, first.family);
    });
  };
}
