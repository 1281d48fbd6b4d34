const WORDS: Readonly<Record<string, string>> = {
  "token.issue": "issued the token",
  "token.update": "edited the token",
  "token.rotate": "rotated the token",
  "token.revoke": "revoked the token",
  "token.delete-key": "deleted a key of the token",
  "token-rotation.create": "scheduled the rotation of the token",
  "token-rotation.update": "edited the rotation of the token",
  "token-rotation.delete": "switched off the rotation of the token",
  "token-rotation.start": "began to rotate the token",
  "token-rotation.deliver": "delivered the new key of the token",
  "token-rotation.complete": "ended the old keys of the token",
  "token-rotation.stop": "stopped rotating the token",
  "login.approve": "let in the command line",
  "login.deny": "turned away the command line",
  "external-token.issue": "issued the external token",
  "external-token.update": "edited the external token",
  "external-token.rotate": "rotated the external token",
  "external-token.revoke": "revoked the external token",
  "app-connection.update": "edited the app connection",
  "sync.update": "edited the sync",
  "sync.start-run": "started the sync",
  "sync.deliver": "ran the sync",
  "sync.import": "ran an import of the sync",
  "sync.remove": "ran a removal of the sync",
  "trust-rule.update": "edited the trust rule",
  "role.create": "created the role",
  "role.update": "edited the role",
  "role.delete": "deleted the role",
  "role.grant": "gave somebody the role",
  "role.ungrant": "took from somebody the role",
  "member.invite": "invited",
  "member.invite-again": "invited again",
  "member.join": "joined as",
  "member.remove": "removed",
  "installation.set-up": "set up",
  "secret-group.create": "created the secret group",
  "secret-group.update": "edited the secret group",
  "secret-group.delete": "deleted the secret group",
  "project.update": "edited the project",
  "team.update": "edited the team",
  "org.create": "created the organization",
  "org.update": "edited the organization",
  "org.suspend": "suspended the organization",
  "org.resume": "resumed the organization",
  "org.delete": "deleted the organization",
  "catalogue.update": "edited the",
  "signing-key.rotate": "rotated to the signing key",
  "master-key.rotate": "rotated the",
  "route-rules.update": "replaced the",
  "route-rules.delete": "deleted the",
};

/** `role.update` as the middle of a sentence. New actions read well enough: `updated the route rules`. */
export function actionWords(action: string): string {
  const known = WORDS[action];
  if (known) return known;
  const [noun = "", verb = ""] = action.split(".");
  return `${past(verb)} the ${noun.replaceAll("-", " ")}`;
}

function past(verb: string): string {
  return `${verb.replaceAll("-", " ").replace(/e$/, "")}ed`;
}
