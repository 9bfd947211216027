INSERT INTO notes (text) VALUES ('first');
INSERT INTO notes (text) VALUES ('it's never closed');
INSERT INTO notes (text) VALUES ('third');
