CREATE TABLE own_lines (
    dealership_id  uuid NOT NULL,
    message_id     uuid NOT NULL,
    line           text NOT NULL,
    person_id      uuid NOT NULL,
    at             timestamptz NOT NULL,
    PRIMARY KEY (dealership_id, message_id),
    FOREIGN KEY (dealership_id, message_id) REFERENCES messages (dealership_id, id),
    FOREIGN KEY (dealership_id, person_id) REFERENCES persons (dealership_id, id)
);
COMMENT ON TABLE own_lines IS 'What a message is about, in one line of whoever answers: of a voice, so that it need not be heard again. The client never sees it. personal: words, staff. retention: with the messages.';
