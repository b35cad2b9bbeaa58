import type { Post, Ticket } from '../model.ts';

/** Whether the company had done with a ticket when the post was written. */
export function isSolvedBefore(ticket: Ticket, post: Post): boolean {
  const closed = ticket.status === 'solved' || ticket.status === 'closed';
  return closed && ticket.createdAt < post.createdAt && ticket.updatedAt <= post.createdAt;
}
