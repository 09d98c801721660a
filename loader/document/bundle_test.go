package document

import (
	"strings"
	"testing"
)

const factivaLike = `Ruritania and Syldavia sign a treaty

By Anna Muster
212 words
1 July 2024
10:15
The Strelsau Times
STRTIM
English
Copyright 2024. The Strelsau Times. All rights reserved.

Ruritania and Syldavia signed a treaty on Monday.

The ministers met for two hours.

Document STRTIM0020240701ek7100001

King visits the coast

88 words
2 July 2024
The Strelsau Times
STRTIM
English
(c) 2024 The Strelsau Times

The king of Ruritania visited the coast.

Document STRTIM0020240702ek7200002
`

const coded = `HD  Ruritania and Syldavia sign a
    treaty
BY  Anna Muster
WC  212 words
PD  1 July 2024
SN  The Strelsau Times
LA  English
CY  Copyright 2024
LP
Ruritania and Syldavia signed a treaty on Monday.

TD
The ministers met for two hours.
NS  gdip : International Relations
AN  Document STRTIM0020240701ek7100001
`

const nexisOld = `                               1 of 2 DOCUMENTS

                             The Strelsau Times

                              July 1, 2024 Monday

Ruritania and Syldavia sign a treaty

BYLINE: Anna Muster

SECTION: NEWS; Pg. 3

LENGTH: 212 words

DATELINE: STRELSAU

BODY:
Ruritania and Syldavia signed a treaty on Monday.

The minister said: "We are glad."

LOAD-DATE: July 2, 2024

LANGUAGE: ENGLISH

PUBLICATION-TYPE: Newspaper

                     Copyright 2024 The Strelsau Times
                              All Rights Reserved

                               2 of 2 DOCUMENTS

                           Copyright 2024 Klow Wire
                              All Rights Reserved
                                   Klow Wire

                              July 2, 2024 Tuesday 10:15 AM GMT

LENGTH: 88 words

HEADLINE: King visits the coast

BODY:
The king of Ruritania visited the coast.

LOAD-DATE: July 2, 2024
`

const nexisNew = `Ruritania and Syldavia sign a treaty
The Strelsau Times
July 1, 2024 Monday

Copyright 2024 The Strelsau Times All Rights Reserved

Section: NEWS; Pg. 3
Length: 212 words
Byline: Anna Muster

Body


Ruritania and Syldavia signed a treaty on Monday.

Load-Date: July 2, 2024


End of Document
`

const numbered = `____________________________________________________________

Document 1 of 20

Ruritania and Syldavia sign a treaty

Author: Muster, Anna

Publication info: The Strelsau Times ; Strelsau [Strelsau] 01 July 2024.

Full text: Ruritania and Syldavia signed a treaty on Monday.

The ministers met for two hours.

Subject: Treaties; Diplomacy

Title: Ruritania and Syldavia sign a treaty

Publication title: The Strelsau Times

Publication date: July 1, 2024

ProQuest document ID: 300000001

____________________________________________________________
`

func TestBundles(t *testing.T) {
	treaty := "Ruritania and Syldavia signed a treaty on Monday."
	type want struct{ id, title, publisher, day, body string }
	const title, paper = "Ruritania and Syldavia sign a treaty", "The Strelsau Times"
	cases := []struct {
		name, text string
		want       []want
	}{
		{"with word counts", factivaLike, []want{
			{"factiva:strtim0020240701ek7100001", title, paper, "2024-07-01", treaty + "\n\nThe ministers met for two hours."},
			{"factiva:strtim0020240702ek7200002", "King visits the coast", paper, "2024-07-02", "The king of Ruritania visited the coast."},
		}},
		{"with codes", coded, []want{{"factiva:strtim0020240701ek7100001", title, paper, "2024-07-01", treaty + "\n\nThe ministers met for two hours."}}},
		{"centred", nexisOld, []want{
			{"", title, paper, "2024-07-01", treaty + "\n\nThe minister said: \"We are glad.\""},
			{"", "King visits the coast", "Klow Wire", "2024-07-02", "The king of Ruritania visited the coast."},
		}},
		{"with a body line", nexisNew + nexisNew[:0], []want{{"", title, paper, "2024-07-01", treaty}}},
		{"numbered", numbered, []want{{"proquest:300000001", title, paper, "2024-07-01", treaty + "\n\nThe ministers met for two hours."}}},
	}
	for _, c := range cases {
		for _, text := range []string{c.text, strings.ReplaceAll(c.text, "\n", "\r\n"), "\uFEFF" + c.text} {
			if got := Detect("export.txt", []byte(text)); got != Bundle {
				t.Errorf("%s: detected as %q", c.name, got)
			}
			list, err := Read(Bundle, []byte(text), Limits{})
			if err != nil {
				t.Errorf("%s: %v", c.name, err)
				continue
			}
			if len(list) != len(c.want) {
				t.Errorf("%s: %d articles, want %d", c.name, len(list), len(c.want))
				continue
			}
			for i, w := range c.want {
				a := list[i].Article
				if a == nil {
					t.Errorf("%s: %v", c.name, list[i].Err)
					continue
				}
				got := want{a.ID, a.Title, a.Publisher, a.Published, a.Body}
				if w.id == "" {
					got.id = ""
				}
				if got != w {
					t.Errorf("%s %d:\n got %q\nwant %q", c.name, i, got, w)
				}
				if !strings.HasPrefix(a.ID, "article:") && w.id == "" {
					t.Errorf("%s %d: id %q", c.name, i, a.ID)
				}
			}
		}
	}
	t.Logf("ran %d cases: exports of news databases", 3*len(cases))
}

func TestIDsAreStable(t *testing.T) {
	whole, err := Read(Bundle, []byte(nexisOld), Limits{})
	if err != nil {
		t.Fatal(err)
	}
	// The second article alone, in another export and with other line ends.
	alone, err := Read(Bundle, []byte(strings.ReplaceAll(nexisOld[strings.Index(nexisOld, "2 of 2"):], "\n", "\r\n")), Limits{})
	if err != nil {
		t.Fatal(err)
	}
	if whole[1].Article.ID != alone[0].Article.ID || whole[0].Article.ID == whole[1].Article.ID {
		t.Errorf("%s, %s and alone %s", whole[0].Article.ID, whole[1].Article.ID, alone[0].Article.ID)
	}
}

func TestNoBundle(t *testing.T) {
	for _, text := range []string{
		"The minister counted 1 of 20 documents and went home.\n",
		"Ruritania met Syldavia.\n\nLENGTH: three days of talks.\n",
		"1 of 20\n\nA page number, and then a text about Ruritania.\n",
	} {
		if IsBundle(text) {
			t.Errorf("taken for an export: %q", text)
		}
	}
	list, err := Read(Bundle, []byte("1 of 2 DOCUMENTS\n\nLENGTH: 3 words\n\nBODY:\n\n2 of 2 DOCUMENTS\n\nLENGTH: 3 words\n\nBODY:\nA b c.\n"), Limits{})
	if err != nil || len(list) != 2 || list[0].Err == nil || list[0].Line != 2 || list[1].Err != nil {
		t.Errorf("%+v, %v", list, err)
	}
}
