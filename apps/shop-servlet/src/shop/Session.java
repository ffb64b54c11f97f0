package shop;

/** What the shop knows of one client: by its token, which only the client keeps. */
record Session(String token, int visits) {}
