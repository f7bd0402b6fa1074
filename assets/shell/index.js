// Runs in Streamlit's page before Streamlit does; pages/parts/server/page.py puts it there.

import { watchConnection } from "./connection.js";
import { keepOneEntryAPage } from "./history.js";
import { reachWhatScrolls } from "./reach.js";
import { keepRoom } from "./steady.js";

keepRoom();
keepOneEntryAPage();
watchConnection();
reachWhatScrolls();
