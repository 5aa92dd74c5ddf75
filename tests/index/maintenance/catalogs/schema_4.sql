PRAGMA application_id = 1869509221;
PRAGMA user_version = 4;
BEGIN TRANSACTION;
CREATE TABLE addresses (address TEXT PRIMARY KEY, article_id TEXT NOT NULL) WITHOUT ROWID;
INSERT INTO "addresses" VALUES('https://courier.example/1','article-0001');
INSERT INTO "addresses" VALUES('https://courier.example/2','article-0002');
INSERT INTO "addresses" VALUES('https://courier.example/3','article-0003');
CREATE TABLE alike (
    text_row INTEGER NOT NULL REFERENCES texts (row), other_row INTEGER NOT NULL REFERENCES texts (row),
    born INTEGER NOT NULL, died INTEGER
);
CREATE TABLE articles (
    row INTEGER PRIMARY KEY, id TEXT NOT NULL, version INTEGER NOT NULL, superseded_by INTEGER,
    text_row INTEGER NOT NULL REFERENCES texts (row), content_hash TEXT NOT NULL,
    title TEXT NOT NULL, url TEXT, publisher TEXT, authors TEXT NOT NULL,
    published TEXT, day TEXT, updated TEXT, kind TEXT NOT NULL, language TEXT,
    born INTEGER NOT NULL, died INTEGER
);
INSERT INTO "articles" VALUES(1,'article-0001',1,2,1,'b3cacb1ffd55e18ad688ceb38905e940','Strike number 1','https://courier.example/1','Invented Courier','["Dee Inker"]','2026-01-02','2026-01-02',NULL,'news',NULL,1,2);
INSERT INTO "articles" VALUES(2,'article-0002',1,NULL,2,'64233556c68152f8822cfb6d8585ca80','Ferry number 2','https://courier.example/2','Invented Courier','["Dee Inker"]','2026-01-03','2026-01-03',NULL,'news',NULL,1,NULL);
INSERT INTO "articles" VALUES(3,'article-0001',2,NULL,3,'0098b9ce98eafd72f655c80ca3ef715b','Strike number 1','https://courier.example/1','Invented Courier','["Dee Inker"]','2026-01-02','2026-01-02',NULL,'news',NULL,2,NULL);
INSERT INTO "articles" VALUES(4,'article-0003',1,NULL,4,'f0867a71e4a0ee3ee508baee0f507420','Ferry number 3','https://courier.example/3','Invented Courier','["Dee Inker"]','2026-01-04','2026-01-04',NULL,'news',NULL,2,NULL);
CREATE TABLE copies (
    row INTEGER PRIMARY KEY, article_id TEXT NOT NULL, copy_id TEXT NOT NULL,
    publisher TEXT, url TEXT, published TEXT, born INTEGER NOT NULL, died INTEGER, content_hash TEXT
);
INSERT INTO "copies" VALUES(1,'article-0002','copy','Other Courier',NULL,'2026-01-03',1,NULL,'64233556c68152f8822cfb6d8585ca80');
CREATE TABLE generations (
    generation INTEGER PRIMARY KEY, published TEXT NOT NULL,
    articles INTEGER NOT NULL, passages INTEGER NOT NULL, statements INTEGER NOT NULL
);
INSERT INTO "generations" VALUES(1,'2026-11-25T20:59:03+00:00',2,6,6);
INSERT INTO "generations" VALUES(2,'2026-11-25T20:59:03+00:00',3,9,9);
CREATE TABLE meta (
    only_row INTEGER PRIMARY KEY CHECK (only_row = 1),
    generation INTEGER NOT NULL, embedder TEXT NOT NULL, dimensions INTEGER NOT NULL, rules TEXT NOT NULL,
    identity TEXT NOT NULL
);
INSERT INTO "meta" VALUES(1,2,'fake',4,'{"passages": "fake-1"}','da65b32b8d2e9d62');
CREATE TABLE passages (
    row INTEGER PRIMARY KEY, id TEXT NOT NULL, text_row INTEGER NOT NULL REFERENCES texts (row),
    article_id TEXT NOT NULL, position INTEGER NOT NULL, start INTEGER NOT NULL, "end" INTEGER NOT NULL,
    tokens INTEGER NOT NULL, born INTEGER NOT NULL, died INTEGER
);
INSERT INTO "passages" VALUES(1,'ee9be0a3c8d86609',1,'article-0001',0,0,249,37,1,2);
INSERT INTO "passages" VALUES(2,'e80906218939faec',1,'article-0001',1,251,496,37,1,2);
INSERT INTO "passages" VALUES(3,'8b7ffab303fdecb7',1,'article-0001',2,498,747,37,1,2);
INSERT INTO "passages" VALUES(4,'b78b561b9677272f',2,'article-0002',0,0,251,37,1,NULL);
INSERT INTO "passages" VALUES(5,'d5b9a7ee4b19320e',2,'article-0002',1,253,495,37,1,NULL);
INSERT INTO "passages" VALUES(6,'27ae0cf650db727a',2,'article-0002',2,497,751,37,1,NULL);
INSERT INTO "passages" VALUES(7,'2d0791c21a704b6a',3,'article-0001',0,0,250,37,2,NULL);
INSERT INTO "passages" VALUES(8,'6295f9e93161dd99',3,'article-0001',1,252,497,37,2,NULL);
INSERT INTO "passages" VALUES(9,'f419ddacc0cf57d0',3,'article-0001',2,499,736,37,2,NULL);
INSERT INTO "passages" VALUES(10,'b495ffd955bfc04e',4,'article-0003',0,0,254,37,2,NULL);
INSERT INTO "passages" VALUES(11,'f73debcfc35477d3',4,'article-0003',1,256,504,37,2,NULL);
INSERT INTO "passages" VALUES(12,'99c0b365cdf33d2f',4,'article-0003',2,506,758,37,2,NULL);
CREATE TABLE sketches (hash INTEGER NOT NULL, text_row INTEGER NOT NULL, PRIMARY KEY (hash, text_row)) WITHOUT ROWID;
INSERT INTO "sketches" VALUES(18941086704337908,3);
INSERT INTO "sketches" VALUES(179536736278753038,4);
INSERT INTO "sketches" VALUES(249532638354222076,2);
INSERT INTO "sketches" VALUES(287769852954273017,3);
INSERT INTO "sketches" VALUES(304027510363929562,3);
INSERT INTO "sketches" VALUES(433721381789062595,3);
INSERT INTO "sketches" VALUES(510387398147499275,3);
INSERT INTO "sketches" VALUES(558056778639894907,2);
INSERT INTO "sketches" VALUES(701091539049690475,2);
INSERT INTO "sketches" VALUES(792764288797861688,4);
INSERT INTO "sketches" VALUES(822543464473660260,2);
INSERT INTO "sketches" VALUES(822543464473660260,3);
INSERT INTO "sketches" VALUES(822543464473660260,4);
INSERT INTO "sketches" VALUES(882770665629920066,2);
INSERT INTO "sketches" VALUES(912262604872960243,4);
INSERT INTO "sketches" VALUES(934763506749630594,3);
INSERT INTO "sketches" VALUES(1004060461529558783,2);
INSERT INTO "sketches" VALUES(1040225679129839408,3);
INSERT INTO "sketches" VALUES(1076986807219148233,4);
INSERT INTO "sketches" VALUES(1248531493825157256,2);
INSERT INTO "sketches" VALUES(1248531493825157256,4);
INSERT INTO "sketches" VALUES(1296335373877644828,2);
INSERT INTO "sketches" VALUES(1404939593568808872,2);
INSERT INTO "sketches" VALUES(1502581698134835844,2);
INSERT INTO "sketches" VALUES(1672369362948966441,2);
INSERT INTO "sketches" VALUES(1681622984825735963,2);
INSERT INTO "sketches" VALUES(1865385581089540950,4);
INSERT INTO "sketches" VALUES(1920553595241704567,4);
INSERT INTO "sketches" VALUES(2224709130280563278,3);
INSERT INTO "sketches" VALUES(2255782503380371829,3);
INSERT INTO "sketches" VALUES(2382396959360044951,2);
INSERT INTO "sketches" VALUES(2382396959360044951,3);
INSERT INTO "sketches" VALUES(2382396959360044951,4);
INSERT INTO "sketches" VALUES(2444035963926790971,4);
INSERT INTO "sketches" VALUES(2478830764965278001,3);
INSERT INTO "sketches" VALUES(2715750267465774215,4);
INSERT INTO "sketches" VALUES(2889633332067373073,3);
INSERT INTO "sketches" VALUES(3045132113664559443,4);
INSERT INTO "sketches" VALUES(3104541560609275073,4);
INSERT INTO "sketches" VALUES(3148969024329723077,2);
INSERT INTO "sketches" VALUES(3154704760539230617,4);
INSERT INTO "sketches" VALUES(3353388063747832751,2);
INSERT INTO "sketches" VALUES(3428528984918002534,2);
INSERT INTO "sketches" VALUES(3597962553427746897,3);
INSERT INTO "sketches" VALUES(3724500303407667200,4);
INSERT INTO "sketches" VALUES(3747971175802122284,4);
INSERT INTO "sketches" VALUES(3831975207469605500,4);
INSERT INTO "sketches" VALUES(3873362519251422182,3);
INSERT INTO "sketches" VALUES(3980156999783674262,2);
INSERT INTO "sketches" VALUES(4012319102637107087,3);
INSERT INTO "sketches" VALUES(4307276543227752145,4);
INSERT INTO "sketches" VALUES(4308389052841612865,3);
INSERT INTO "sketches" VALUES(4323343013966228657,4);
INSERT INTO "sketches" VALUES(4404914382414216267,2);
INSERT INTO "sketches" VALUES(4456322411233331701,2);
INSERT INTO "sketches" VALUES(4487873977489789125,2);
INSERT INTO "sketches" VALUES(4552202887195329414,2);
INSERT INTO "sketches" VALUES(4618425949930401234,4);
INSERT INTO "sketches" VALUES(4635876083368806821,3);
INSERT INTO "sketches" VALUES(4679610528287450166,2);
INSERT INTO "sketches" VALUES(4703544806235318173,2);
INSERT INTO "sketches" VALUES(4718825969361994847,3);
INSERT INTO "sketches" VALUES(4769995850963304969,2);
INSERT INTO "sketches" VALUES(4876108203634491425,4);
INSERT INTO "sketches" VALUES(4939861845645661374,3);
INSERT INTO "sketches" VALUES(4939861845645661374,4);
INSERT INTO "sketches" VALUES(4973721252982217190,3);
INSERT INTO "sketches" VALUES(5243202671782469688,4);
INSERT INTO "sketches" VALUES(5310177475637910967,4);
INSERT INTO "sketches" VALUES(5382210830937055550,3);
INSERT INTO "sketches" VALUES(5391124845726978113,3);
INSERT INTO "sketches" VALUES(5409223520739522588,3);
CREATE TABLE statements (
    row INTEGER PRIMARY KEY, id TEXT NOT NULL, text_row INTEGER NOT NULL REFERENCES texts (row),
    article_id TEXT NOT NULL, start INTEGER NOT NULL, pieces TEXT NOT NULL, kind TEXT NOT NULL,
    speaker TEXT, speaker_kind TEXT, source_start INTEGER, source_end INTEGER, cue_start INTEGER, cue_end INTEGER,
    commitment TEXT NOT NULL, said_on TEXT, said_since TEXT, said_until TEXT,
    when_start INTEGER, when_end INTEGER, hearer_start INTEGER, hearer_end INTEGER,
    venue_start INTEGER, venue_end INTEGER, together_with TEXT, relayed_by TEXT, rule TEXT NOT NULL,
    context_start INTEGER NOT NULL, context_end INTEGER NOT NULL, born INTEGER NOT NULL, died INTEGER
);
INSERT INTO "statements" VALUES(1,'dd3525a2905e1497',1,'article-0001',161,'[[161, 221]]','direct','Bram Osler','person',228,238,223,227,'asserted','2026-01-02',NULL,'2026-01-02',223,227,228,238,228,229,NULL,NULL,'test',160,249,1,2);
INSERT INTO "statements" VALUES(2,'4ab0dbb4ed65d1ca',1,'article-0001',408,'[[408, 468]]','direct','Bram Osler','person',475,485,470,474,'asserted','2026-01-02',NULL,'2026-01-02',470,474,475,485,475,476,NULL,NULL,'test',407,496,1,2);
INSERT INTO "statements" VALUES(3,'55cc0a1d6e8cbff1',1,'article-0001',659,'[[659, 719]]','direct','Cleo Varga','person',726,736,721,725,'asserted','2026-01-02',NULL,'2026-01-02',721,725,726,736,726,727,NULL,NULL,'test',658,747,1,2);
INSERT INTO "statements" VALUES(4,'9f04a53033ddf976',2,'article-0002',162,'[[162, 224]]','direct','Ada Quill','person',231,240,226,230,'asserted','2026-01-03',NULL,'2026-01-03',226,230,231,240,231,232,NULL,NULL,'test',161,251,1,NULL);
INSERT INTO "statements" VALUES(5,'c072034abb1a9690',2,'article-0002',412,'[[412, 467]]','direct','Bram Osler','person',474,484,469,473,'asserted','2026-01-03',NULL,'2026-01-03',469,473,474,484,474,475,NULL,NULL,'test',411,495,1,NULL);
INSERT INTO "statements" VALUES(6,'82beec11a83d05fd',2,'article-0002',660,'[[660, 723]]','direct','Cleo Varga','person',730,740,725,729,'asserted','2026-01-03',NULL,'2026-01-03',725,729,730,740,730,731,NULL,NULL,'test',659,751,1,NULL);
INSERT INTO "statements" VALUES(7,'55d3eaa9c4ad8d73',3,'article-0001',162,'[[162, 222]]','direct','Bram Osler','person',229,239,224,228,'asserted','2026-01-02',NULL,'2026-01-02',224,228,229,239,229,230,NULL,NULL,'test',161,250,2,NULL);
INSERT INTO "statements" VALUES(8,'1282d324006ac3ce',3,'article-0001',411,'[[411, 469]]','direct','Cleo Varga','person',476,486,471,475,'asserted','2026-01-02',NULL,'2026-01-02',471,475,476,486,476,477,NULL,NULL,'test',410,497,2,NULL);
INSERT INTO "statements" VALUES(9,'2219cdc986100aa7',3,'article-0001',650,'[[650, 708]]','direct','Bram Osler','person',715,725,710,714,'asserted','2026-01-02',NULL,'2026-01-02',710,714,715,725,715,716,NULL,NULL,'test',649,736,2,NULL);
INSERT INTO "statements" VALUES(10,'d6252fd80b595d61',4,'article-0003',163,'[[163, 226]]','direct','Cleo Varga','person',233,243,228,232,'asserted','2026-01-04',NULL,'2026-01-04',228,232,233,243,233,234,NULL,NULL,'test',162,254,2,NULL);
INSERT INTO "statements" VALUES(11,'3af70cefd40b3234',4,'article-0003',417,'[[417, 476]]','direct','Bram Osler','person',483,493,478,482,'asserted','2026-01-04',NULL,'2026-01-04',478,482,483,493,483,484,NULL,NULL,'test',416,504,2,NULL);
INSERT INTO "statements" VALUES(12,'b08319b20e4755a3',4,'article-0003',670,'[[670, 731]]','direct','Ada Quill','person',738,747,733,737,'asserted','2026-01-04',NULL,'2026-01-04',733,737,738,747,738,739,NULL,NULL,'test',669,758,2,NULL);
CREATE TABLE texts (row INTEGER PRIMARY KEY, text TEXT NOT NULL);
INSERT INTO "texts" VALUES(1,'Item 1-0: the bridge harbour theatre engine tunnel harbour engine kitchen storm copper meadow harbour harbour lantern copper strike storm engine harbour storm. “The ferry theatre tunnel river signal orchard market tunnel,” said Bram Osler on Monday.

Item 1-1: the meadow meadow bridge market kitchen museum garden granite island signal island signal meadow vote museum island signal copper strike theatre. “The copper quarry school treaty tunnel copper meadow engine,” said Bram Osler on Monday.

Item 1-2: the engine signal tunnel lantern strike signal harbour council kitchen island valley strike budget signal island tunnel lantern theatre storm signal. “The river archive engine vote lantern kitchen treaty school,” said Cleo Varga on Monday.');
INSERT INTO "texts" VALUES(2,'Item 2-0: the valley valley quarry budget engine strike kitchen island copper lantern engine river council harbour orchard tariff strike granite lantern quarry. “The copper copper council bridge theatre garden treaty museum,” said Ada Quill on Monday.

Item 2-1: the engine engine lantern meadow school valley school theatre engine copper strike garden market river museum signal signal archive treaty orchard. “The storm vote vote signal school signal quarry island,” said Bram Osler on Monday.

Item 2-2: the granite valley tunnel orchard museum archive theatre quarry signal valley strike garden signal school treaty granite tunnel tariff harbour archive. “The school garden quarry orchard treaty copper archive theatre,” said Cleo Varga on Monday.');
INSERT INTO "texts" VALUES(3,'Item 11-0: the market tunnel bridge museum bridge archive kitchen council island copper market valley budget harbour lantern council vote river harbour orchard. “The orchard quarry meadow orchard signal valley vote signal,” said Bram Osler on Monday.

Item 11-1: the lantern copper bridge river garden signal harbour quarry ferry ferry museum council harbour treaty storm meadow council school kitchen engine. “The valley vote storm museum harbour bridge market strike,” said Cleo Varga on Monday.

Item 11-2: the river bridge council archive vote quarry engine vote garden ferry market ferry engine storm river island archive museum granite storm. “The market tunnel river bridge tariff copper garden ferry,” said Bram Osler on Monday.');
INSERT INTO "texts" VALUES(4,'Item 3-0: the river storm island orchard theatre orchard market budget market granite lantern garden treaty council garden valley museum harbour granite orchard. “The storm lantern school valley market council harbour theatre,” said Cleo Varga on Monday.

Item 3-1: the school council signal river treaty tunnel theatre engine theatre quarry lantern strike storm tariff meadow harbour museum valley kitchen kitchen. “The meadow strike tunnel engine garden quarry copper ferry,” said Bram Osler on Monday.

Item 3-2: the council theatre island bridge archive strike budget museum tunnel granite council valley council kitchen tariff granite island signal island museum. “The copper meadow quarry kitchen storm theatre quarry museum,” said Ada Quill on Monday.');
CREATE TABLE vectors (passage_row INTEGER PRIMARY KEY REFERENCES passages (row), vector BLOB NOT NULL);
INSERT INTO "vectors" VALUES(1,X'8F3A0E30DE35BB36');
INSERT INTO "vectors" VALUES(2,X'0F39C82F6F39A435');
INSERT INTO "vectors" VALUES(3,X'B53A70303F344837');
INSERT INTO "vectors" VALUES(4,X'B0388735FC374B38');
INSERT INTO "vectors" VALUES(5,X'5439BF318C382E37');
INSERT INTO "vectors" VALUES(6,X'0739A434EB373438');
INSERT INTO "vectors" VALUES(7,X'A339D33557386F34');
INSERT INTO "vectors" VALUES(8,X'2B3A5530B038BA32');
INSERT INTO "vectors" VALUES(9,X'5036A63440399738');
INSERT INTO "vectors" VALUES(10,X'95394C347C34D038');
INSERT INTO "vectors" VALUES(11,X'3439A1331D380D38');
INSERT INTO "vectors" VALUES(12,X'5138E3365536D838');
CREATE INDEX articles_id ON articles (id);
CREATE INDEX articles_content ON articles (content_hash);
CREATE INDEX articles_text ON articles (text_row);
CREATE INDEX copies_article ON copies (article_id);
CREATE INDEX copies_copy ON copies (copy_id);
CREATE INDEX alike_text ON alike (text_row);
CREATE INDEX passages_id ON passages (id);
CREATE INDEX passages_text ON passages (text_row);
CREATE INDEX statements_id ON statements (id);
CREATE INDEX statements_text ON statements (text_row);
CREATE INDEX statements_speaker ON statements (speaker, speaker_kind, born, died);
CREATE INDEX statements_together ON statements (row) WHERE together_with IS NOT NULL;
COMMIT;
