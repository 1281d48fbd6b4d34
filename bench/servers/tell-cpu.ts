// Loaded before a server's own program: tells whoever started it how much processor time it has used so far.
process.on("message", () => process.send?.(process.cpuUsage()));
process.channel?.unref();
