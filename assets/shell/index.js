// Runs in Streamlit's page before Streamlit does; pages/parts/server/page.py puts it there.

import { followReader } from "./chapters.js";
import { watchConnection } from "./connection.js";
import { keepOneEntryAPage } from "./history.js";
import { copyPrinted } from "./printed.js";
import { reachWhatScrolls } from "./reach.js";
import { nameServer } from "./server.js";
import { keepSteady } from "./steady.js";

nameServer();
keepSteady();
keepOneEntryAPage();
watchConnection();
reachWhatScrolls();
copyPrinted();
followReader();
