CREATE TABLE search_words (
    dealership_id  uuid NOT NULL REFERENCES dealerships (id),
    word           text COLLATE "C" NOT NULL,
    PRIMARY KEY (dealership_id, word)
);
COMMENT ON TABLE search_words IS 'The distinct words of all names of a house. personal: yes. retention: words no client has are swept.';

CREATE TABLE word_grams (
    dealership_id  uuid NOT NULL,
    gram           text COLLATE "C" NOT NULL,
    word           text COLLATE "C" NOT NULL,
    PRIMARY KEY (dealership_id, gram, word),
    FOREIGN KEY (dealership_id, word) REFERENCES search_words (dealership_id, word) ON DELETE CASCADE
);
COMMENT ON TABLE word_grams IS 'Pieces of those words, by which a misspelt one is still found. personal: yes. retention: as search_words.';

-- Whoever is found by the rarest term is looked up for the others: one step into this index for each.
DROP INDEX search_keys_of_client;
CREATE INDEX search_keys_of_client ON search_keys (dealership_id, client_id, kind, key);
