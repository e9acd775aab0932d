/**
 * Whoever is at the other end of a connection may vanish without a word: its machine, or the network between. By the
 * systems' defaults either end notices after two hours. Ours looks after ten seconds of silence; PostgreSQL, which holds
 * locks for us (the sequencer's seat is one), gives up half a minute after we are gone.
 */
export const OUR_END = { keepAlive: true, keepAliveInitialDelayMillis: 10_000 } as const

/** Asked of each connection. Where it is a Unix socket, PostgreSQL has nothing to look after and ignores it. */
export const THEIR_END = 'SET tcp_keepalives_idle = 10; SET tcp_keepalives_interval = 5; SET tcp_keepalives_count = 3'
