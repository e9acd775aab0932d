/**
 * Whoever is at the other end of a connection may vanish without a word: its machine, or the network between. By the
 * systems' defaults either end notices after two hours. Ours looks after ten seconds of silence; PostgreSQL, which holds
 * locks for us (the sequencer's seat is one), gives up half a minute after we are gone.
 */
export const OUR_END = { keepAlive: true, keepAliveInitialDelayMillis: 10_000 } as const

/**
 * Asked of each connection. Keepalives look after a silent one; where something was written that nobody acknowledges,
 * such as a notification, TCP's own patience ends it (Linux; elsewhere PostgreSQL says that it has no such thing). Where
 * it is a Unix socket there is nothing to look after, and PostgreSQL ignores all of it.
 */
export const THEIR_END = [
  'SET tcp_keepalives_idle = 10',
  'SET tcp_keepalives_interval = 5',
  'SET tcp_keepalives_count = 3',
  'SET tcp_user_timeout = 30000',
].join('; ')
