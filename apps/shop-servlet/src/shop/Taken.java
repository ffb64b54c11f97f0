package shop;

/**
 * The outcome of an order, now and for each repetition.
 *
 * @param order the id of the order, null when there is none
 */
record Taken(int status, String body, Long order, boolean replayed) {

    Answer answer(String prefix) {
        Answer answer = status < 400 ? Answer.json(status, body) : Answer.problem(status, body);
        if (order != null) {
            answer = answer.with("Location", prefix + "/orders/" + order);
        }
        return replayed ? answer.with("Idempotency-Replayed", "true") : answer;
    }
}
